import Graphs

/// Which values of a network without batch norms share scale and zero point.
struct QuantizationGroups {
  /// For each node the smallest index of those with which it shares them.
  ///
  /// All inputs of a concat share them, and so do the values on the way there that keep theirs.
  let owners: [Int]
  /// Whether the node is needed, is not a ReLU inside another and computes values of its own.
  let isProducer: [Bool]

  init(_ graph: FloatGraph, _ fused: FusedActivations) {
    var parents = Array(graph.nodes.indices)
    func root(_ index: Int) -> Int {
      var index = index
      while parents[index] != index { index = parents[index] }
      return index
    }
    for (index, node) in graph.nodes.enumerated() where fused.isLive[index] {
      guard node.op.keepsQuantization || fused.isInside[index] else { continue }
      for input in node.inputs {
        let (one, other) = (root(index), root(input))
        parents[max(one, other)] = min(one, other)
      }
    }
    owners = graph.nodes.indices.map(root)
    isProducer = graph.nodes.indices.map {
      fused.isLive[$0] && !fused.isInside[$0] && !graph.nodes[$0].op.keepsQuantization
    }
  }

  /// The nodes that compute values of the group of `owner`.
  func producers(of owner: Int) -> [Int] {
    owners.indices.filter { owners[$0] == owner && isProducer[$0] }
  }

  /// The producers to watch for ranges, with the bounds beyond which their readers see no difference.
  func watches(_ graph: FloatGraph, _ fused: FusedActivations) -> [Calibration.Watch] {
    graph.nodes.indices.filter { isProducer[$0] }.map {
      let node = fused.represented(by: $0)
      var bounds = -Double.infinity...Double.infinity
      if node != fused.output, fused.readers[node].count == 1,
        case .activation(let function) = graph.nodes[fused.readers[node][0]].op
      {
        bounds = function.support
      }
      return Calibration.Watch(node: node, bounds: bounds)
    }
  }
}
