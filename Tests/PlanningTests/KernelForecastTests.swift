import Graphs
import Planning
import TestSupport
import Testing

struct KernelForecastTests {
  /// Dense, depthwise and grouped convolutions on maps of many pixels and of one.
  private func network() throws -> FloatGraph {
    let builder = GraphBuilder<FloatOp>(name: "net")
    let stem = try builder.input(Shape(height: 9, width: 8, channels: 3))
      .convolution("stem", 7, kernel: 3, stride: 2).batchNorm("stem.bn").activation(.relu)
    let x = try stem.depthwise("depthwise", kernel: 5)
      .convolution("project", 7, kernel: 1).add(stem, named: "sum")
      .convolution("wide", 12, kernel: 1)
      .convolution("grouped", 6, kernel: 3, stride: 2, groups: 3)
      .globalAveragePool(named: "pool").convolution("dense", 5, kernel: 1)
    return builder.graph(output: try x.flatten().dense("logits", 3))
  }

  @Test(
    "A forecast is the kernel that the integer network gets, with as many constants and scratch",
    arguments: [false, true], [false, true])
  func agrees(hasExponents: Bool, sharesMultiplier: Bool) throws {
    let float = try network()
    let graph = try quantizedTwin(of: float, seed: 4)
      .stored(hasExponents: hasExponents, sharesMultipliers: sharesMultiplier)
    let calls = kernelCalls(for: graph, plan: ExecutionPlan(kernelsOf: graph))
    let forecasts = float.nodes.indices.compactMap { index in
      kernelForecast(
        float, index, hasExponents: hasExponents, sharesMultiplier: sharesMultiplier
      ).map { (float.nodes[index].name, $0) }
    }
    expect(forecasts, of: calls)
    #expect(Set(calls.map(\.kernel.symbol)).count == 6)
  }

  @Test(
    "A forecast at fewer bits is the kernel that the mixed network gets",
    arguments: LayerPrecision.all)
  func packed(precision: LayerPrecision) throws {
    let float = try network()
    let twin = try quantizedTwin(of: float, seed: 4)
    let bits = KernelBits(
      input: precision.input, weights: precision.weights, output: precision.output)
    for (index, node) in twin.nodes.enumerated() where !node.inputs.isEmpty {
      // One layer at a time, as its neighbours have bits of their own.
      let graph = twin.with(bits, at: index)
      let calls = kernelCalls(for: graph, plan: ExecutionPlan(kernelsOf: graph))
      let number = try #require(float.nodes.firstIndex { $0.name == node.name })
      let forecast = kernelForecast(float, number, bits: bits)
      expect(forecast.map { [(node.name, $0)] } ?? [], of: calls.filter { $0.node == index })
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
      #expect(forecast.function.layerBytes == 4 * leaves.count, "\(name)")
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
    case .input, .multiply, .maximumPool, .lookup, .concat, .flatten:
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
