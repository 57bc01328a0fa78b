package import Graphs

extension ExecutionPlan {
  /// Plans an integer network with the scratch that its kernels need.
  package init(kernelsOf graph: IntegerGraph, alignment: Int = 4) {
    let scratch = graph.nodes.indices.map { Planning.scratchBytes(graph, $0) }
    self.init(graph, alignment: alignment) { scratch[$0] }
  }
}

/// The bytes that the kernels of a node need while they run.
package func scratchBytes(_ graph: IntegerGraph, _ node: Int) -> Int {
  kernels(of: graph, node: node).map(\.kernel.scratchBytes).max() ?? 0
}

/// The kernel calls of a network in the order of its plan.
///
/// - Parameter plan: `ExecutionPlan(kernelsOf: graph)`.
package func kernelCalls(
  for graph: IntegerGraph, plan: ExecutionPlan
) -> [KernelCall] {
  var calls: [KernelCall] = []
  for step in plan.steps {
    let parts = kernels(of: graph, node: step.node)
    for (number, part) in parts.enumerated() {
      let name = graph.nodes[step.node].name
      calls.append(
        KernelCall(
          node: step.node, name: parts.count == 1 ? name : "\(name).\(number)",
          kernel: part.kernel, inputs: part.inputs.map { step.inputs[$0] }, output: step.output,
          scratch: part.kernel.scratchBytes > 0 ? step.scratch : nil))
    }
  }
  return calls
}
