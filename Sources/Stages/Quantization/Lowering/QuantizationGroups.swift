import Graphs
import Planning

/// Which values of a network without batch norms share scale and zero point.
struct QuantizationGroups {
  /// For each node the smallest index of those with which it shares them.
  ///
  /// All inputs of a concat share them, and so do the values on the way there that keep theirs.
  let owners: [Int]
  /// Whether the node is needed, is not a ReLU inside another and computes values of its own.
  let isProducer: [Bool]

  init(_ graph: FloatGraph, _ lowered: LoweredGraph) {
    var parents = Array(graph.nodes.indices)
    func root(_ index: Int) -> Int {
      var index = index
      while parents[index] != index { index = parents[index] }
      return index
    }
    for (index, node) in graph.nodes.enumerated() where lowered.isLive[index] {
      guard node.op.keepsQuantization || lowered.isPart(index) else { continue }
      for input in node.inputs {
        let (one, other) = (root(index), root(input))
        parents[max(one, other)] = min(one, other)
      }
    }
    owners = graph.nodes.indices.map(root)
    isProducer = graph.nodes.indices.map {
      lowered.isLive[$0] && !lowered.isPart($0) && !graph.nodes[$0].op.keepsQuantization
    }
  }

  /// The nodes that compute values of the group of `owner`.
  func producers(of owner: Int) -> [Int] {
    owners.indices.filter { owners[$0] == owner && isProducer[$0] }
  }

  /// The producers to watch for ranges, with the bounds beyond which their readers see no difference.
  func watches(_ graph: FloatGraph, _ lowered: LoweredGraph) -> [Calibration.Watch] {
    graph.nodes.indices.filter { isProducer[$0] }.map {
      let node = lowered.represented(by: $0)
      var bounds = -Double.infinity...Double.infinity
      if node != lowered.output, lowered.readers[node].count == 1,
        case .activation(let function) = graph.nodes[lowered.readers[node][0]].op
      {
        bounds = function.support
      }
      return Calibration.Watch(node: node, bounds: bounds)
    }
  }
}

extension FloatOp {
  /// Whether the result has the quantization of the inputs.
  fileprivate var keepsQuantization: Bool {
    switch self {
    case .concat, .flatten: true
    case .pool(let op): op.kind == .maximum
    case .input, .convolution, .dense, .batchNorm, .activation, .add, .multiply,
      .globalAveragePool, .softmax:
      false
    }
  }
}
