/// A network in floating point.
public typealias FloatGraph = Graph<FloatOp>

extension FloatOp {
  /// The multiply-adds for one image.
  ///
  /// Convolutions and fully connected layers count, padding taps included; everything else is free
  /// (the rule of `reference` tables and of most papers). FLOPs are twice this number.
  package func macs(inputs: [Shape], output: Shape) -> Int {
    switch self {
    case .convolution(let op): op.macs(input: inputs[0], output: output)
    case .dense(let op): inputs[0].count * op.outputs
    case .input, .batchNorm, .activation, .add, .multiply, .pool, .globalAveragePool, .concat,
      .flatten, .softmax:
      0
    }
  }

  /// The tensors that a node of this operation needs.
  package func parameters(node: String, inputs: [Shape]) -> [Parameter] {
    switch self {
    case .convolution(let op):
      let kernel = op.window.kernel
      let weight = [
        op.outputChannels, inputs[0].channels / op.groups, kernel.height, kernel.width,
      ]
      return [Parameter(node: node, role: .weight, shape: weight)]
        + (op.hasBias ? [Parameter(node: node, role: .bias, shape: [op.outputChannels])] : [])
    case .dense(let op):
      return [Parameter(node: node, role: .weight, shape: [op.outputs, inputs[0].count])]
        + (op.hasBias ? [Parameter(node: node, role: .bias, shape: [op.outputs])] : [])
    case .batchNorm:
      return [.weight, .bias, .runningMean, .runningVariance].map {
        Parameter(node: node, role: $0, shape: [inputs[0].channels])
      }
    case .input, .activation, .add, .multiply, .pool, .globalAveragePool, .concat, .flatten,
      .softmax:
      return []
    }
  }
}

extension Graph where Op == FloatOp {
  /// The multiply-adds of one node for one image.
  package func macs(of node: Node<FloatOp>) -> Int {
    node.op.macs(inputs: node.inputs.map { nodes[$0].value }, output: node.value)
  }

  /// The tensors that one node needs.
  package func parameters(of node: Node<FloatOp>) -> [Parameter] {
    node.op.parameters(node: node.name, inputs: node.inputs.map { nodes[$0].value })
  }

  /// The number of trained values of one node; running statistics do not count.
  package func parameterCount(of node: Node<FloatOp>) -> Int {
    parameters(of: node).reduce(0) { $0 + ($1.role.isTrainable ? $1.count : 0) }
  }

  /// The multiply-adds of the network for one image.
  public var macs: Int { nodes.reduce(0) { $0 + macs(of: $1) } }

  /// All tensors that the network needs, in the order of the nodes.
  public var parameters: [Parameter] { nodes.flatMap { parameters(of: $0) } }

  /// The number of trained values; running statistics do not count.
  public var parameterCount: Int { nodes.reduce(0) { $0 + parameterCount(of: $1) } }
}
