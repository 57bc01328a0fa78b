import Graphs
import Planning
import TestSupport
import Testing

struct KernelForecastTests {
  /// Every operation: convolutions on maps of many pixels and of one, norms and ReLUs that are part of
  /// a layer and that are not, pools, a gate, a concatenation of maps and one of vectors.
  private func network() throws -> FloatGraph {
    let builder = GraphBuilder<FloatOp>(name: "net")
    let stem = try builder.input(Shape(height: 9, width: 8, channels: 3))
      .convolution("stem", 7, kernel: 3, stride: 2).batchNorm("stem.bn")
      .activation(.relu, named: "stem.act")
    let sum = try stem.depthwise("depthwise", kernel: 5)
      .convolution("project", 7, kernel: 1).add(stem, named: "sum")
      .batchNorm("lone.bn").activation(.relu6, named: "lone.act")
    let wide = try sum.convolution("wide", 12, kernel: 1).activation(.hSwish, named: "swish")
    let joined = try wide.concat(sum, named: "joined").activation(.relu, named: "joined.act")
    let gate = try joined.globalAveragePool(named: "squeeze").dense("gate", 19)
      .activation(.hSigmoid, named: "gate.act")
    let gated = try joined.multiply(gate, named: "gated")
      .pool(.maximum, kernel: 3, stride: 1, padding: 1, named: "maximum")
      .activation(.relu6, named: "maximum.act")
    let grouped = try gated.convolution("even", 12, kernel: 1)
      .convolution("grouped", 6, kernel: 3, stride: 1, groups: 3)
      .pool(.average, kernel: 2, stride: 2, named: "average")
    let vector = try grouped.globalAveragePool(named: "pool")
    // Their concatenation begins at no whole word.
    let vectors = try vector.concat(
      vector.convolution("dense", 5, kernel: 1), named: "vectors")
    let flat = try vectors.flatten().activation(.relu, named: "flat.act")
    return builder.graph(output: try flat.dense("logits", 3).softmax())
  }

  @Test(arguments: [false, true], [false, true])
  func `A forecast is the kernel of the integer network, with its constants and scratch`(
    hasExponents: Bool, sharesMultiplier: Bool
  ) throws {
    let float = try network()
    let graph = try quantizedTwin(of: float, seed: 4)
      .stored(hasExponents: hasExponents, sharesMultipliers: sharesMultiplier)
    let form = MultiplierForm(hasExponents: hasExponents, isShared: sharesMultiplier)
    let calls = ExecutionPlan(graph).calls
    let network = LoweredGraph(float)
    let forecasts = zip(float.nodes, network.layers).flatMap { node, layer in
      self.forecasts(of: node, layer, form)
    }
    expect(forecasts, of: calls)
    let functions = Set(calls.map(\.kernel.symbol))
    #expect(functions == Set(KernelFunction.allCases.filter { !$0.description.isPacked }))
    // Steps are the same before and after quantization.
    let layers = network.layers.compactMap(\.self)
    #expect(layers == graph.layerShapes)
    #expect(
      peakBytes(of: network, scratchBytes: network.scratchBytes) == ExecutionPlan(graph).arenaBytes)
  }

  @Test(arguments: LayerPrecision.all)
  func `A forecast at fewer bits is the kernel of the mixed network`(
    precision: LayerPrecision
  ) throws {
    let float = try network()
    let network = LoweredGraph(float)
    let twin = try quantizedTwin(of: float, seed: 4)
    let bits = KernelBits(
      input: precision.input, weights: precision.weights, output: precision.output)
    var functions: Set<KernelFunction> = []
    for (index, node) in twin.nodes.enumerated() where !node.inputs.isEmpty {
      // One layer at a time, as its neighbours have bits of their own.
      let calls = ExecutionPlan(twin.with(bits, at: index)).calls.filter { $0.node == index }
      let number = try #require(float.nodes.firstIndex { $0.name == node.name })
      let layer = try #require(network.layers[number]).with(bits)
      expect(forecasts(of: node, layer), of: calls)
      functions.formUnion(calls.map(\.kernel.symbol))
    }
    let hasPackedValues = precision.input != .bits8 || precision.output != .bits8
    #expect(functions.count { $0.description.isPacked } >= (hasPackedValues ? 8 : 0))
  }

  /// The forecasts of a node by the names of their calls.
  private func forecasts<Op>(
    of node: Node<Op>, _ layer: LayerShape?, _ form: MultiplierForm = MultiplierForm()
  ) -> [(String, KernelForecast)] {
    guard let layer, let forecast = KernelForecast(layer, form) else { return [] }
    return (0..<forecast.calls).map {
      (forecast.calls == 1 ? node.name : "\(node.name).\($0)", forecast)
    }
  }

  private func expect(
    _ forecasts: [(String, KernelForecast)], of calls: [KernelCall],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(forecasts.map(\.0) == calls.map(\.name), sourceLocation: sourceLocation)
    for (call, (name, forecast)) in zip(calls, forecasts) {
      let leaves = call.kernel.fields.flatMap(\.leaves)
      #expect(forecast.function == call.kernel.symbol, "\(name)")
      #expect(forecast.scratchBytes == call.kernel.scratchBytes, "\(name)")
      #expect(forecast.function.description.layerBytes == 4 * leaves.count, "\(name)")
      let constants = leaves.compactMap { leaf in
        if case .constant(let constant) = leaf { constant.byteCount } else { nil }
      }
      #expect(forecast.constants == constants, "\(name)")
    }
  }
}

extension Graph where Op == IntegerOp {
  /// The same network with other bits around one node; its weights are not those of such a network.
  fileprivate func with(_ bits: KernelBits, at index: Int) -> IntegerGraph {
    var nodes = nodes
    for input in nodes[index].inputs { nodes[input].value.precision = bits.input }
    switch nodes[index].op {
    case .convolution(var op):
      (op.weightPrecision, op.output.precision) = (bits.weights, bits.output)
      nodes[index].op = .convolution(op)
    case .dense(var op):
      (op.weightPrecision, op.output.precision) = (bits.weights, bits.output)
      nodes[index].op = .dense(op)
    case .add(var op):
      op.output.precision = bits.output
      nodes[index].op = .add(op)
    case .averagePool(var op):
      op.output.precision = bits.output
      nodes[index].op = .averagePool(op)
    case .multiply(var op):
      op.output.precision = bits.output
      nodes[index].op = .multiply(op)
    case .lookup(var op):
      op.output.precision = bits.output
      nodes[index].op = .lookup(op)
    case .input, .maximumPool, .concat, .flatten:
      break
    }
    nodes[index].value.precision = bits.output
    return IntegerGraph(name: name, nodes: nodes, output: output)
  }
}

extension KernelField {
  /// The values that are no structures.
  fileprivate var leaves: [Value] {
    if case .structure(let members) = value { members.flatMap(\.leaves) } else { [value] }
  }
}
