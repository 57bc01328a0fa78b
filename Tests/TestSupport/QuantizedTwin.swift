package import Graphs
import Randomness

/// An integer network with the layers of `graph`, as quantization would make it, and random weights.
///
/// Batch norm, ReLU and softmax are part of the step before. Multipliers are in the rounded form, one
/// per output channel, and keep the values of every layer spread over what its bits hold. Covers
/// all operations but pools with a window.
///
/// - Parameters:
///   - activations: the bits of the value of a node of `graph`.
///   - weights: the bits of the weights of such a node.
package func quantizedTwin(
  of graph: FloatGraph, seed: UInt64, activations: (_ node: Int) -> Precision = { _ in .bits8 },
  weights: (_ node: Int) -> Precision = { _ in .bits8 }
) throws -> IntegerGraph {
  var twin = QuantizedTwin(name: graph.name, seed: seed)
  var flows: [Flow<IntegerOp>] = []
  for (index, node) in graph.nodes.enumerated() {
    flows.append(
      try twin.add(
        node, inputs: node.inputs.map { flows[$0] }, weights: weights(index),
        output: activations(index)))
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
    _ node: Node<FloatOp>, inputs: [Flow<IntegerOp>], weights precision: Precision,
    output: Precision
  ) throws -> Flow<IntegerOp> {
    let input = inputs.first?.value
    let quantization = OutputQuantization(
      precision: output, scale: 0.05, zeroPoint: output == .bits8 ? -4 : -1)
    switch node.op {
    case .input(let shape):
      return try builder.add(
        .input(QuantizedType(shape: shape, scale: 0.02, zeroPoint: -3)), named: node.name)
    case .convolution(let op):
      let kernel = op.window.kernel
      let inputChannels = inputs[0].value.shape.channels / op.groups
      let shape = [op.outputChannels, kernel.height, kernel.width, inputChannels]
      var geometry = op
      geometry.hasBias = true
      let sum = spread(taps: shape.dropFirst().reduce(1, *), input: input, weights: precision)
      return try inputs[0].adding(
        .convolution(
          IntegerConvolution(
            geometry: geometry, weights: tensor(shape, precision), weightPrecision: precision,
            bias: biases(op.outputChannels, spread: sum),
            requantization: multipliers(op.outputChannels, from: sum, to: output),
            output: quantization)),
        named: node.name)
    case .dense(let op):
      let taps = inputs[0].value.shape.count
      let sum = spread(taps: taps, input: input, weights: precision)
      return try inputs[0].adding(
        .dense(
          IntegerDense(
            weights: tensor([op.outputs, taps], precision), weightPrecision: precision,
            bias: biases(op.outputs, spread: sum),
            requantization: multipliers(op.outputs, from: sum, to: output),
            output: quantization)),
        named: node.name)
    case .add:
      let ratios = inputs.map { output.spread / $0.value.precision.spread }
      let op = IntegerAdd(
        multipliers: ratios.map { Int32(0.7 * $0 * 0x1p20) }, shift: 20, output: quantization)
      return try inputs[0].adding(.add(op), named: node.name, with: inputs[1])
    case .multiply:
      let sum = inputs[0].value.precision.spread * inputs[1].value.precision.spread
      let op = IntegerMultiply(
        requantization: .rounded(from: [output.spread / sum]), output: quantization)
      return try inputs[0].adding(.multiply(op), named: node.name, with: inputs[1])
    case .globalAveragePool:
      let shape = inputs[0].value.shape
      let size = Size(height: shape.height, width: shape.width)
      let sum = inputs[0].value.precision.spread * Double(shape.area).squareRoot()
      let pool = IntegerAveragePool(
        window: Window(kernel: size, stride: size, padding: Padding(0)),
        requantization: .rounded(from: [output.spread / sum]), output: quantization)
      return try inputs[0].adding(.averagePool(pool), named: node.name)
    case .activation(let function):
      switch function {
      case .relu, .relu6: return inputs[0]
      case .hSwish, .hSigmoid: break
      }
      let values = Int8(output.minimum)...Int8(output.maximum)
      let op = IntegerLookup(
        table: (0..<256).map { _ in Int8.random(in: values, using: &generator) },
        output: quantization)
      return try inputs[0].adding(.lookup(op), named: node.name)
    case .concat:
      return try builder.add(.concat, named: node.name, to: inputs)
    case .flatten:
      return try inputs[0].adding(.flatten, named: node.name)
    case .batchNorm, .softmax:
      return inputs[0]
    case .pool(let op):
      switch op.kind {
      case .maximum: return try inputs[0].adding(.maximumPool(op.window), named: node.name)
      case .average: fatalError("An average pool with a window has no twin yet.")
      }
    }
  }

  /// The standard deviation of a sum of so many products.
  private func spread(taps: Int, input: QuantizedType?, weights: Precision) -> Double {
    let one = (input?.precision.spread ?? 1) * Double(weights.maximum) / 3.0.squareRoot()
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
