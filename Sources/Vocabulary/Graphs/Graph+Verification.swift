extension Graph {
  /// A graph of nodes that were made elsewhere, checked as by ``verify()``.
  ///
  /// - Parameters:
  ///   - name: what the network is called.
  ///   - nodes: in topological order; the first one is the input.
  ///   - output: the index of the node whose value is the result.
  public init(name: String, checking nodes: [Node<Op>], output: Int) throws(GraphError) {
    self.init(name: name, nodes: nodes, output: output)
    try verify()
  }

  /// Checks names, order, arity, the rules of every operation and the stored value types.
  ///
  /// A graph read from a file must pass before anything else looks at it.
  /// - Throws: ``GraphError`` with the first rule that is broken.
  public func verify() throws(GraphError) {
    guard let first = nodes.first, first.inputs.isEmpty, first.op.arity == 0...0 else {
      throw .structure("The first node of graph '\(name)' is not an input.")
    }
    guard nodes.indices.contains(output) else {
      throw .structure("The output of graph '\(name)' is node \(output) of \(nodes.count).")
    }
    var names: Set<String> = []
    for (index, node) in nodes.enumerated() {
      guard names.insert(node.name).inserted else { throw .duplicateName(node.name) }
      guard index == 0 || node.op.arity != 0...0 else {
        throw .structure("Node '\(node.name)' of graph '\(self.name)' is a second input.")
      }
      for input in node.inputs where input < 0 || input >= index {
        throw .order(node: node.name, input: input)
      }
      let value = try node.op.checkedOutput(
        named: node.name, of: node.inputs.map { nodes[$0].value })
      guard value == node.value else {
        throw .value(node: node.name, expected: "\(value)", found: "\(node.value)")
      }
    }
  }
}

extension Operation {
  /// The type of the result, after the arity and every rule have been checked.
  package func checkedOutput(named name: String, of inputs: [Value]) throws(GraphError) -> Value {
    guard arity.contains(inputs.count) else {
      throw .arity(node: name, op: mnemonic, expected: arity, found: inputs.count)
    }
    if let sentence = violation(on: inputs) {
      throw .constraint(node: name, op: mnemonic, sentence: sentence)
    }
    let value = output(of: inputs)
    guard value.shape.isValid else {
      throw .constraint(
        node: name, op: mnemonic, sentence: "\(Shape.rule) Here they are \(value.shape).")
    }
    return value
  }
}
