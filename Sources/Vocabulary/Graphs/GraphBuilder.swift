/// Builds a graph node by node.
///
/// Layers are methods of ``Flow``, the value that a node produces:
/// `x.convolution("stem", 16, kernel: 3, stride: 2).batchNorm("stem.bn").relu6()`.
public final class GraphBuilder<Op: Operation> {
  private let name: String
  private var nodes: [Node<Op>] = []
  private var names: Set<String> = []

  /// A builder of a graph with this name.
  public init(name: String) {
    self.name = name
  }

  /// Adds a node and returns its value.
  ///
  /// - Parameters:
  ///   - op: what the node computes.
  ///   - name: unique in the graph; nil numbers the operation (`add3`).
  ///   - inputs: values of this builder, as many as the operation takes.
  /// - Throws: ``GraphError`` where a rule of the operation is broken or the name is taken.
  public func add(_ op: Op, named name: String? = nil, to inputs: [Flow<Op>] = [])
    throws(GraphError) -> Flow<Op>
  {
    require(
      inputs.allSatisfy { $0.builder === self }, "A value belongs to another graph builder.")
    let name = name ?? "\(op.mnemonic)\(nodes.count)"
    guard names.insert(name).inserted else { throw .duplicateName(name) }
    let value = try op.checkedOutput(named: name, of: inputs.map { nodes[$0.index].value })
    nodes.append(Node(name: name, op: op, inputs: inputs.map(\.index), value: value))
    return Flow(builder: self, index: nodes.count - 1)
  }

  /// The finished graph whose result is `output`, a value of this builder.
  public func graph(output: Flow<Op>) -> Graph<Op> {
    require(output.builder === self, "The output belongs to another graph builder.")
    return Graph(name: name, nodes: nodes, output: output.index)
  }

  fileprivate func value(of index: Int) -> Op.Value { nodes[index].value }
}

/// The value of a node in a graph under construction; layers are its methods.
public struct Flow<Op: Operation> {
  package let builder: GraphBuilder<Op>
  package let index: Int

  /// The type of the value.
  public var value: Op.Value { builder.value(of: index) }

  /// Adds `op` behind this value (and `others`).
  public func adding(_ op: Op, named name: String? = nil, with others: Flow<Op>...)
    throws(GraphError) -> Flow<Op>
  {
    try builder.add(op, named: name, to: [self] + others)
  }
}
