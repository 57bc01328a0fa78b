import Graphs
import Planning
import Tensors

/// Builds the integer network once all ranges are known.
struct Lowering {
  /// The network without batch norms, and its tensors.
  let graph: FloatGraph
  let weights: Weights
  let lowered: LoweredGraph
  let outputs: OutputQuantizations
  let layers: LayerQuantizer
  let form: QuantizationOptions.Form

  var integerGraph: IntegerGraph {
    get throws {
      let builder = GraphBuilder<IntegerOp>(name: graph.name)
      var flows = [Flow<IntegerOp>?](repeating: nil, count: graph.nodes.count)
      for (index, node) in graph.nodes.enumerated() where lowered.isLive[index] {
        let inputs = node.inputs.compactMap { flows[$0] }
        if let op = try operation(index, inputs.map(\.value)) {
          flows[index] = try builder.add(op, named: node.name, to: inputs)
        } else {
          flows[index] = inputs[0]
        }
      }
      let result = flows[lowered.output]
      return builder.graph(output: try result ?? builder.add(.input(type(0)), named: "image"))
    }
  }

  private func type(_ node: Int) -> QuantizedType {
    let output = outputs[node]
    return QuantizedType(
      shape: graph.nodes[node].value, precision: output.precision, scale: output.scale,
      zeroPoint: output.zeroPoint)
  }

  /// The integer operation of a node; nil where its value is that of its input.
  private func operation(_ index: Int, _ inputs: [QuantizedType]) throws -> IntegerOp? {
    let node = graph.nodes[index]
    let output = outputs[index]
    guard case .step(let kind) = lowered.roles[index] else { return nil }
    switch kind {
    case .input:
      return .input(type(index))
    case .convolution(let op):
      return .convolution(try convolution(op, index, input: inputs[0]))
    case .dense:
      return .dense(try dense(index, input: inputs[0]))
    case .lookup:
      guard case .activation(let function) = node.op else {
        fatalError("'\(node.name)' is no function of one value.")
      }
      return .lookup(IntegerLookup(function, input: inputs[0], output: output))
    case .add:
      return .add(try IntegerAdd(scales: inputs.map(\.scale), output: output, node: node.name))
    case .multiply:
      let multiplier = inputs[0].scale * inputs[1].scale / output.scale
      let bound = inputs[0].precision.steps * inputs[1].precision.steps
      return .multiply(
        IntegerMultiply(
          requantization: try rounded(multiplier, bound: bound, node: node.name), output: output))
    case .maximumPool(let window):
      return .maximumPool(window)
    case .averagePool(let window):
      return .averagePool(try average(window, index, input: inputs[0]))
    case .concat:
      return .concat
    case .flatten:
      return .flatten
    }
  }

  private func average(
    _ window: Window, _ index: Int, input: QuantizedType
  ) throws(QuantizationError) -> IntegerAveragePool {
    let node = graph.nodes[index].name
    guard window.padding == Padding(0) else { throw .paddedAverage(node: node) }
    let multiplier = input.scale / (outputs[index].scale * Double(window.kernel.area))
    let bound = input.precision.steps * window.kernel.area
    let requantization = try rounded(multiplier, bound: bound, node: node)
    return IntegerAveragePool(
      window: window, requantization: requantization, output: outputs[index])
  }

  /// The `rounded` form of one multiplier for sums up to `bound` in size.
  private func rounded(
    _ multiplier: Double, bound: Int, node: String
  ) throws(QuantizationError) -> Requantization {
    try checkSums([bound], multipliers: [multiplier], node: node)
    return .rounded(from: [multiplier])
  }
}

/// Throws where a sum leaves 32 bits, or its requantization 64.
///
/// - Parameter bounds: per channel, the largest size of its sum in any order of its terms.
func checkSums(_ bounds: [Int], multipliers: [Double], node: String) throws(QuantizationError) {
  for (channel, (bound, multiplier)) in zip(bounds, multipliers).enumerated() {
    guard bound <= Int(Int32.max) else {
      throw .accumulator(node: node, channel: channel, bound: bound)
    }
    // `(acc << s) · M` is 2^32 times the output; half of one is added to it.
    guard multiplier.isFinite, Double(bound) * multiplier < 0x1p31 - 1 else {
      throw .multiplier(node: node, channel: channel, found: multiplier)
    }
  }
}

extension IntegerAdd {
  /// A sum of values on these two scales.
  ///
  /// The shift is the largest that keeps both multipliers below 2^31; at most 31, so that a kernel
  /// finds the result in one word. 255 · 2 · 2^31 is far from 64 bits.
  init(
    scales: [Double], output: OutputQuantization, node: String
  ) throws(QuantizationError) {
    let ratios = scales.map { $0 / output.scale }
    var shift = 31
    func multiplier(_ ratio: Double) -> Double {
      (ratio * Double(sign: .plus, exponent: shift, significand: 1)).rounded()
    }
    while shift > 1, ratios.contains(where: { multiplier($0) >= 0x1p31 }) { shift -= 1 }
    if let channel = ratios.firstIndex(where: { !(multiplier($0) < 0x1p31) }) {
      throw .multiplier(node: node, channel: channel, found: ratios[channel])
    }
    self.init(multipliers: ratios.map { Int32(multiplier($0)) }, shift: shift, output: output)
  }
}

extension IntegerLookup {
  /// The table of a function between two quantizations, each entry to the nearest.
  init(_ function: Activation, input: QuantizedType, output: OutputQuantization) {
    let table = (-128...127).map { stored in
      Int8(output.stored(function(input.scale * Double(stored - Int(input.zeroPoint)))))
    }
    self.init(table: table, output: output)
  }
}
