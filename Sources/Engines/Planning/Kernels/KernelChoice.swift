import Graphs

/// A kernel together with the positions of the node's inputs that it reads.
struct KernelPart {
  var kernel: Kernel
  var inputs: [Int]
}

/// The kernels that compute a node, none for the input and for values that only change shape.
func kernels(of graph: IntegerGraph, node index: Int) throws(KernelError) -> [KernelPart] {
  let node = graph.nodes[index]
  guard node.value.precision == .bits8 else {
    throw .precision(node: node.name, bits: node.value.precision.rawValue)
  }
  let inputs = node.inputs.map { graph.nodes[$0].value }
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
    var first = 0
    var parts: [KernelPart] = []
    for (position, input) in inputs.enumerated() {
      let kernel = Kernel.copyChannels(from: input.shape, into: node.value.shape, first: first)
      parts.append(KernelPart(kernel: kernel, inputs: [position]))
      first += input.shape.channels
    }
    return parts
  }
}
