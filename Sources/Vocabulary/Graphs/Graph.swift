/// A network as data: nodes in topological order, each naming its inputs by index.
///
/// Node 0 is the input; `output` names the node whose value is the result. Weights live beside the
/// graph, never inside it, so a shape without weights suffices to estimate a cost.
public struct Graph<Op: Operation>: Codable, Equatable, Sendable {
  /// What the network is called, for example `mobile-32`.
  public var name: String
  /// The nodes in topological order.
  public private(set) var nodes: [Node<Op>]
  /// The index of the node whose value is the result.
  public private(set) var output: Int

  /// A graph of nodes that were built one by one; use ``GraphBuilder`` to make them.
  package init(name: String, nodes: [Node<Op>], output: Int) {
    self.name = name
    self.nodes = nodes
    self.output = output
  }

  /// The type of the network's input; only for a graph that ``verify()`` accepts.
  public var inputValue: Op.Value { nodes[0].value }

  /// The type of the network's result; only for a graph that ``verify()`` accepts.
  public var outputValue: Op.Value { nodes[output].value }

  /// For each node, the nodes that read its value, in order.
  package var consumers: [[Int]] {
    var consumers = [[Int]](repeating: [], count: nodes.count)
    for (index, node) in nodes.enumerated() {
      for input in node.inputs { consumers[input].append(index) }
    }
    return consumers
  }

  /// The node of this name, or nil.
  public func node(named name: String) -> Node<Op>? { nodes.first { $0.name == name } }
}

/// One operation of a graph, applied to the values of earlier nodes.
public struct Node<Op: Operation>: Codable, Equatable, Sendable {
  /// A unique name, which also prefixes the names of the node's parameters.
  public var name: String
  /// What the node computes.
  public var op: Op
  /// The indices of the nodes whose values it reads.
  public var inputs: [Int]
  /// The type of its result.
  public var value: Op.Value

  /// A node; a graph checks it with `init(name:checking:output:)`.
  public init(name: String, op: Op, inputs: [Int], value: Op.Value) {
    self.name = name
    self.op = op
    self.inputs = inputs
    self.value = value
  }
}
