package import Graphs

/// The bytes that the kernels of a node will need after 8-bit quantization.
///
/// Where weights turn out so large that two sums do not fit one word, the kernel needs none.
package func scratchBytes(_ graph: FloatGraph, _ node: Int) -> Int {
  let node = graph.nodes[node]
  switch node.op {
  case .convolution(let op):
    return Kernel.scratchBytes(
      of: op, input: graph.nodes[node.inputs[0]].value, output: node.value)
  case .input, .dense, .batchNorm, .activation, .add, .multiply, .pool, .globalAveragePool, .concat,
    .flatten, .softmax:
    return 0
  }
}
