import Graphs

/// A kernel together with the positions of the node's inputs that it reads.
struct KernelPart {
  var kernel: Kernel
  var inputs: [Int]
}

/// The kernels that compute a node, none for the input and for values that only change shape.
func kernels(of graph: IntegerGraph, node index: Int) -> [KernelPart] {
  let node = graph.nodes[index]
  let inputs = node.inputs.map { graph.nodes[$0].value }
  let values = inputs.map(\.precision) + [node.value.precision]
  guard !node.op.hasPackedWeights, values.allSatisfy({ $0 == .bits8 }) else {
    return packedKernels(node, inputs: inputs)
  }
  switch node.op {
  case .input, .flatten:
    return []
  case .convolution(let op):
    let kernel =
      Kernel.dense(op, input: inputs[0])
      ?? .pairedConvolution(op, input: inputs[0], output: node.value)
      ?? .convolution(op, input: inputs[0], output: node.value)
    return [KernelPart(kernel: kernel, inputs: [0])]
  case .dense(let op):
    return [KernelPart(kernel: .dense(op, input: inputs[0]), inputs: [0])]
  case .add(let op):
    return [KernelPart(kernel: .add(op, inputs: inputs), inputs: [0, 1])]
  case .multiply(let op):
    return [KernelPart(kernel: .multiply(op, inputs: inputs), inputs: [0, 1])]
  case .averagePool(let op):
    return [KernelPart(kernel: .averagePool(op, input: inputs[0], output: node.value), inputs: [0])]
  case .maximumPool(let window):
    return [
      KernelPart(kernel: .maximumPool(window, input: inputs[0], output: node.value), inputs: [0])
    ]
  case .lookup(let op):
    return [KernelPart(kernel: .lookup(op, count: node.value.shape.count), inputs: [0])]
  case .concat:
    return concatenation(of: inputs.map(\.shape)) {
      .copyChannels(from: $0, into: node.value.shape, first: $1)
    }
  }
}

/// A kernel for each part of a concatenation.
private func concatenation(
  of inputs: [Shape], by kernel: (_ input: Shape, _ first: Int) -> Kernel
) -> [KernelPart] {
  var first = 0
  return inputs.enumerated().map { position, input in
    defer { first += input.channels }
    return KernelPart(kernel: kernel(input, first), inputs: [position])
  }
}

/// The kernels of a node whose inputs, weights or result have fewer than 8 bits.
private func packedKernels(
  _ node: Node<IntegerOp>, inputs: [QuantizedType]
) -> [KernelPart] {
  switch node.op {
  case .input, .flatten:
    return []
  case .convolution(let op):
    let kernel = Kernel.packedConvolution(op, input: inputs[0], output: node.value)
    return [KernelPart(kernel: kernel, inputs: [0])]
  case .dense(let op):
    let kernel = Kernel.packedDense(op, input: inputs[0], output: node.value)
    return [KernelPart(kernel: kernel, inputs: [0])]
  case .add(let op):
    return [KernelPart(kernel: .packedAdd(op, inputs: inputs), inputs: [0, 1])]
  case .averagePool(let op):
    let kernel = Kernel.packedAveragePool(op, input: inputs[0], output: node.value)
    return [KernelPart(kernel: kernel, inputs: [0])]
  case .maximumPool(let window):
    let kernel = Kernel.packedMaximumPool(window, input: inputs[0], output: node.value)
    return [KernelPart(kernel: kernel, inputs: [0])]
  case .multiply(let op):
    return [KernelPart(kernel: .packedMultiply(op, inputs: inputs), inputs: [0, 1])]
  case .lookup(let op):
    return [KernelPart(kernel: .packedLookup(op, input: inputs[0]), inputs: [0])]
  case .concat:
    return concatenation(of: inputs.map(\.shape)) {
      .packedCopyChannels(from: $0, into: node.value, first: $1)
    }
  }
}

extension IntegerOp {
  /// Whether the operation has weights of fewer than 8 bits.
  fileprivate var hasPackedWeights: Bool {
    switch self {
    case .convolution(let op): op.weightPrecision != .bits8
    case .dense(let op): op.weightPrecision != .bits8
    case .input, .add, .multiply, .averagePool, .maximumPool, .lookup, .concat, .flatten: false
    }
  }
}
