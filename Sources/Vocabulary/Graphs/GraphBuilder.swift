/// Builds a graph node by node.
///
/// Layers are methods of ``Flow``, the value that a node produces:
/// `x.convolution("stem", 16, kernel: 3, stride: 2).batchNorm("stem.bn").relu6()`.
package final class GraphBuilder<Op: Operation> {
  private let name: String
  private var nodes: [Node<Op>] = []
  private var names: Set<String> = []

  package init(name: String) {
    self.name = name
  }

  /// Adds a node and returns its value.
  ///
  /// - Parameter name: unique in the graph; nil numbers the operation (`add3`).
  package func add(_ op: Op, named name: String? = nil, to inputs: [Flow<Op>] = [])
    throws(GraphError) -> Flow<Op>
  {
    let name = name ?? "\(op.mnemonic)\(nodes.count)"
    guard names.insert(name).inserted else { throw .duplicateName(name) }
    let value = try op.checkedOutput(named: name, of: inputs.map { nodes[$0.index].value })
    nodes.append(Node(name: name, op: op, inputs: inputs.map(\.index), value: value))
    return Flow(builder: self, index: nodes.count - 1)
  }

  /// The finished graph whose result is `output`.
  package func graph(output: Flow<Op>) -> Graph<Op> {
    Graph(name: name, nodes: nodes, output: output.index)
  }

  fileprivate func value(of index: Int) -> Op.Value { nodes[index].value }
}

/// The value of a node in a graph under construction.
package struct Flow<Op: Operation> {
  package let builder: GraphBuilder<Op>
  package let index: Int

  /// The type of the value.
  package var value: Op.Value { builder.value(of: index) }

  /// Adds `op` behind this value (and `others`).
  package func adding(_ op: Op, named name: String? = nil, with others: Flow<Op>...)
    throws(GraphError) -> Flow<Op>
  {
    try builder.add(op, named: name, to: [self] + others)
  }
}
