package import Graphs
import Randomness

/// An integer network with the layers of `graph`, as quantization would make it, and random weights.
///
/// Batch norm and ReLU are part of the step before. Multipliers are in the rounded form, one per
/// output channel. Covers convolution, dense, add, global average pool and flatten.
package func quantizedTwin(of graph: FloatGraph, seed: UInt64) throws -> IntegerGraph {
  var twin = QuantizedTwin(name: graph.name, seed: seed)
  var flows: [Flow<IntegerOp>] = []
  for node in graph.nodes {
    flows.append(try twin.add(node, inputs: node.inputs.map { flows[$0] }))
  }
  return twin.builder.graph(output: flows[graph.output])
}

private struct QuantizedTwin {
  let builder: GraphBuilder<IntegerOp>
  private var generator: SeededGenerator
  private let output = OutputQuantization(scale: 0.05, zeroPoint: -4)

  init(name: String, seed: UInt64) {
    builder = GraphBuilder(name: name)
    generator = SeededGenerator(seed: seed)
  }

  mutating func add(
    _ node: Node<FloatOp>, inputs: [Flow<IntegerOp>]
  ) throws -> Flow<IntegerOp> {
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
      return try inputs[0].adding(
        .convolution(
          IntegerConvolution(
            geometry: geometry, weights: weights(shape), bias: biases(op.outputChannels),
            requantization: multipliers(op.outputChannels), output: output)),
        named: node.name)
    case .dense(let op):
      return try inputs[0].adding(
        .dense(
          IntegerDense(
            weights: weights([op.outputs, inputs[0].value.shape.count]),
            bias: biases(op.outputs), requantization: multipliers(op.outputs), output: output)),
        named: node.name)
    case .add:
      let op = IntegerAdd(multipliers: [1 << 20, 1 << 19], shift: 20, output: output)
      return try inputs[0].adding(.add(op), named: node.name, with: inputs[1])
    case .globalAveragePool:
      let shape = inputs[0].value.shape
      let size = Size(height: shape.height, width: shape.width)
      let pool = IntegerAveragePool(
        window: Window(kernel: size, stride: size, padding: Padding(0)),
        requantization: .rounded(from: [1 / Double(shape.area)]), output: output)
      return try inputs[0].adding(.averagePool(pool), named: node.name)
    case .flatten:
      return try inputs[0].adding(.flatten, named: node.name)
    case .batchNorm, .activation:
      return inputs[0]
    case .multiply, .pool, .concat, .softmax:
      fatalError("A \(node.op.mnemonic) has no twin yet.")
    }
  }

  private mutating func weights(_ shape: [Int]) -> IntegerTensor {
    IntegerTensor(
      shape: shape,
      values: (0..<shape.reduce(1, *)).map { _ in Int8.random(in: -127...127, using: &generator) })
  }

  private mutating func biases(_ count: Int) -> [Int32] {
    (0..<count).map { _ in Int32.random(in: -20_000...20_000, using: &generator) }
  }

  /// Below 2^-1, so that no shift is needed.
  private mutating func multipliers(_ count: Int) -> Requantization {
    .rounded(from: (0..<count).map { _ in Double.random(in: 0.0001...0.01, using: &generator) })
  }
}
