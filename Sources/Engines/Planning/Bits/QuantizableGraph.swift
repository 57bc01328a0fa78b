package import Graphs

/// A network as bits are given to it: tensors that lie in RAM and layers that have weights.
///
/// This is the one place that says what both are. A batch norm, a ReLU or a ReLU6 is part of the step
/// before it where nothing else reads that. Pooling, flattening and softmax keep the bits of what they
/// read, so they make no tensor of their own; a concatenation and its inputs are one tensor.
package struct QuantizableGraph: Equatable, Sendable {
  /// Values of the network that share their number of bits.
  package struct Tensor: Equatable, Sendable {
    /// The name of the first step that computes such a value.
    package var name: String
    /// Whether it keeps 8 bits: the image and the result of the network.
    package var isFixed: Bool
  }

  /// A step that has weights.
  package struct Layer: Equatable, Sendable {
    /// The name, for example `conv0`, `dw1`, `pw1` or `fc`.
    package var name: String
    /// The node of the graph.
    package var node: Int
    /// The tensor that it reads.
    package var input: Int
    /// The values that it reads for one image.
    package var inputCount: Int
    /// The tensor that it computes.
    package var output: Int
    /// The values that it computes for one image.
    package var outputCount: Int
    /// The weights without a bias.
    package var weightCount: Int
    /// The channels of the result.
    package var outputChannels: Int
    /// Whether a batch norm is part of it.
    package var hasBatchNorm = false
    /// Whether it computes the result of the network.
    package var isLast: Bool
  }

  /// The network.
  package let graph: FloatGraph
  /// For each node the name of its step; a node that is part of another step has the name of that.
  package let names: [String]
  /// The tensors in the order in which they are computed, the image first.
  package let tensors: [Tensor]
  /// For each node the tensor that its value belongs to.
  package let tensorOfNode: [Int]
  /// The layers in the order of the graph.
  package let layers: [Layer]
  /// The first node that reads two values or whose value is read twice; nil in a chain.
  package let branch: Int?

  package init(_ graph: FloatGraph) {
    self.graph = graph
    let roots = BufferGraph(graph).roots
    let names = stepNames(of: graph, roots: roots)
    let group = firstNodes(of: graph, roots: roots)
    let firsts = graph.nodes.indices.filter { group[$0] == $0 }
    let number = Dictionary(uniqueKeysWithValues: zip(firsts, firsts.indices))
    let tensorOfNode = group.map { number[$0] ?? 0 }
    let fixed = [0, tensorOfNode[graph.output]]

    tensors = firsts.enumerated().map {
      Tensor(name: names[$1], isFixed: fixed.contains($0))
    }
    var layers = graph.nodes.indices.compactMap { index -> Layer? in
      let node = graph.nodes[index]
      guard roots[index] == index, let weights = graph.weightCount(of: node) else { return nil }
      return Layer(
        name: names[index], node: index, input: tensorOfNode[node.inputs[0]],
        inputCount: graph.nodes[node.inputs[0]].value.count, output: tensorOfNode[index],
        outputCount: node.value.count, weightCount: weights,
        outputChannels: node.value.channels, isLast: tensorOfNode[index] == fixed[1])
    }
    for (index, node) in graph.nodes.enumerated() {
      guard case .batchNorm = node.op else { continue }
      for layer in layers.indices where layers[layer].node == roots[index] {
        layers[layer].hasBatchNorm = true
      }
    }
    let consumers = graph.consumers
    branch = graph.nodes.indices.first {
      graph.nodes[$0].inputs.count > 1 || consumers[$0].count > 1
    }
    self.names = names
    self.tensorOfNode = tensorOfNode
    self.layers = layers
  }
}

/// For each node the first node whose value has the same bits.
private func firstNodes(of graph: FloatGraph, roots: [Int]) -> [Int] {
  var group = Array(graph.nodes.indices)
  for (index, node) in graph.nodes.enumerated() where !node.inputs.isEmpty {
    guard roots[index] != index || node.op.keepsBits else { continue }
    let joined = Set(node.inputs.map { group[$0] })
    let first = joined.min() ?? index
    for other in 0..<index where joined.contains(group[other]) { group[other] = first }
    group[index] = first
  }
  return group
}

extension FloatOp {
  /// Whether the result has the bits of the inputs.
  fileprivate var keepsBits: Bool {
    switch self {
    case .pool, .globalAveragePool, .concat, .flatten, .softmax: true
    case .input, .convolution, .dense, .batchNorm, .activation, .add, .multiply: false
    }
  }
}

extension Graph where Op == FloatOp {
  /// The weights of a layer without its bias, or nil where the node is no layer.
  ///
  /// A batch norm that stands alone becomes a depthwise 1 × 1 convolution.
  fileprivate func weightCount(of node: Node<FloatOp>) -> Int? {
    switch node.op {
    case .convolution, .dense, .batchNorm:
      parameters(of: node).first { $0.role == .weight }?.count
    case .input, .activation, .add, .multiply, .pool, .globalAveragePool, .concat, .flatten,
      .softmax:
      nil
    }
  }
}
