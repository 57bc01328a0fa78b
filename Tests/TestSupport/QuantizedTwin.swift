package import Graphs
import Planning
import Randomness

/// An integer network with the layers of `graph`, as quantization would make it, and random weights.
///
/// Multipliers are in the rounded form, one per output channel, and keep the values of every layer
/// spread over what its bits hold.
///
/// - Parameters:
///   - activations: the bits of the value of a node of `graph`.
///   - weights: the bits of the weights of such a node.
package func quantizedTwin(
  of graph: FloatGraph, seed: UInt64, activations: (_ node: Int) -> Precision = { _ in .bits8 },
  weights: (_ node: Int) -> Precision = { _ in .bits8 }
) throws -> IntegerGraph {
  let network = LoweredGraph(graph)
  var twin = QuantizedTwin(name: graph.name, seed: seed)
  var flows: [Flow<IntegerOp>] = []
  for (index, node) in graph.nodes.enumerated() {
    let inputs = node.inputs.map { flows[$0] }
    switch network.roles[index] {
    case .step(let kind):
      flows.append(
        try twin.add(
          kind, of: node, inputs: inputs, weights: weights(index), output: activations(index)))
    case .part, .host:
      flows.append(inputs[0])
    }
  }
  return twin.builder.graph(output: flows[graph.output])
}

private struct QuantizedTwin {
  let builder: GraphBuilder<IntegerOp>
  private var generator: SeededGenerator

  init(name: String, seed: UInt64) {
    builder = GraphBuilder(name: name)
    generator = SeededGenerator(seed: seed)
  }

  mutating func add(
    _ kind: LayerKind, of node: Node<FloatOp>, inputs: [Flow<IntegerOp>],
    weights precision: Precision, output: Precision
  ) throws -> Flow<IntegerOp> {
    try builder.add(
      op(kind, node.value, inputs: inputs.map(\.value), weights: precision, output: output),
      named: node.name, to: inputs)
  }

  private mutating func op(
    _ kind: LayerKind, _ result: Shape, inputs: [QuantizedType], weights precision: Precision,
    output: Precision
  ) -> IntegerOp {
    let quantization = OutputQuantization(
      precision: output, scale: 0.05, zeroPoint: output == .bits8 ? -4 : -1)
    switch kind {
    case .input:
      return .input(QuantizedType(shape: result, scale: 0.02, zeroPoint: -3))
    case .convolution(var geometry):
      let kernel = geometry.window.kernel
      let inputChannels = inputs[0].shape.channels / geometry.groups
      let shape = [geometry.outputChannels, kernel.height, kernel.width, inputChannels]
      geometry.hasBias = true
      let sum = spread(taps: shape.dropFirst().reduce(1, *), input: inputs[0], weights: precision)
      return .convolution(
        IntegerConvolution(
          geometry: geometry, weights: tensor(shape, precision), weightPrecision: precision,
          bias: biases(geometry.outputChannels, spread: sum),
          requantization: multipliers(geometry.outputChannels, from: sum, to: output),
          output: quantization))
    case .dense:
      let (taps, outputs) = (inputs[0].shape.count, result.channels)
      let sum = spread(taps: taps, input: inputs[0], weights: precision)
      return .dense(
        IntegerDense(
          weights: tensor([outputs, taps], precision), weightPrecision: precision,
          bias: biases(outputs, spread: sum),
          requantization: multipliers(outputs, from: sum, to: output), output: quantization))
    case .add:
      let ratios = inputs.map { output.spread / $0.precision.spread }
      return .add(
        IntegerAdd(
          multipliers: ratios.map { Int32(0.7 * $0 * 0x1p20) }, shift: 20, output: quantization))
    case .multiply:
      let sum = inputs[0].precision.spread * inputs[1].precision.spread
      return .multiply(
        IntegerMultiply(
          requantization: .rounded(from: [output.spread / sum]), output: quantization))
    case .averagePool(let window):
      let sum = inputs[0].precision.spread * Double(window.kernel.area).squareRoot()
      return .averagePool(
        IntegerAveragePool(
          window: window, requantization: .rounded(from: [output.spread / sum]),
          output: quantization))
    case .maximumPool(let window): return .maximumPool(window)
    case .lookup:
      let values = Int8(output.minimum)...Int8(output.maximum)
      return .lookup(
        IntegerLookup(
          table: (0..<256).map { _ in Int8.random(in: values, using: &generator) },
          output: quantization))
    case .concat: return .concat
    case .flatten: return .flatten
    }
  }

  /// The standard deviation of a sum of this many products.
  private func spread(taps: Int, input: QuantizedType, weights: Precision) -> Double {
    let one = input.precision.spread * Double(weights.maximum) / 3.0.squareRoot()
    return one * Double(taps).squareRoot()
  }

  private mutating func tensor(_ shape: [Int], _ precision: Precision) -> IntegerTensor {
    let largest = Int8(precision.maximum)
    return IntegerTensor(
      shape: shape,
      values: (0..<shape.reduce(1, *)).map { _ in
        Int8.random(in: -largest...largest, using: &generator)
      })
  }

  private mutating func biases(_ count: Int, spread: Double) -> [Int32] {
    (0..<count).map { _ in Int32(spread * Double.random(in: -1...1, using: &generator)) }
  }

  private mutating func multipliers(
    _ count: Int, from sum: Double, to output: Precision
  ) -> Requantization {
    let ratio = output.spread / sum
    return .rounded(
      from: (0..<count).map { _ in ratio * Double.random(in: 0.7...1.3, using: &generator) })
  }
}

extension Precision {
  /// The standard deviation of values that use most of what the bits hold.
  fileprivate var spread: Double { Double(1 << rawValue) / 5 }
}
