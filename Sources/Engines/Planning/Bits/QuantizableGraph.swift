package import Graphs

/// A network as bits are given to it: tensors that lie in RAM and layers that have weights.
///
/// This is the one place that says what both are. What is part of the step before it is decided by
/// ``LoweredGraph``. Pooling, flattening, softmax and a batch norm or ReLU that no layer takes keep the
/// bits of what they read, so they make no tensor of their own; a concatenation and its inputs are one
/// tensor.
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
    /// Whether a batch norm is part of it, or all of it.
    package var hasBatchNorm: Bool
    /// Whether it computes the result of the network.
    package var isLast: Bool
  }

  /// What its nodes become.
  package let lowered: LoweredGraph
  /// For each node the name of its step; a node that is part of another step has the name of that.
  package let names: [String]
  /// The tensors in the order in which they are computed, the image first.
  package let tensors: [Tensor]
  /// For each node the tensor that its value belongs to.
  package let tensorOfNode: [Int]
  /// The layers in the order of the graph.
  package let layers: [Layer]
  /// For each node its place among the layers; nil where it has no weights of its own.
  let layerOfNode: [Int?]
  /// The first node that reads two values or whose value is read twice; nil in a chain.
  package let branch: Int?

  /// The network.
  package var graph: FloatGraph { lowered.graph }

  package init(_ graph: FloatGraph) {
    let lowered = LoweredGraph(graph)
    let roots = lowered.roots
    let names = stepNames(of: lowered, roots: roots)
    let group = firstNodes(of: lowered)
    let firsts = graph.nodes.indices.filter { group[$0] == $0 }
    let number = Dictionary(uniqueKeysWithValues: zip(firsts, firsts.indices))
    let tensorOfNode = group.map { number[$0] ?? 0 }
    let fixed = [0, tensorOfNode[graph.output]]

    tensors = firsts.enumerated().map {
      Tensor(name: names[$1], isFixed: fixed.contains($0))
    }
    let layers = graph.nodes.indices.compactMap { index -> Layer? in
      let node = graph.nodes[index]
      guard let shape = lowered.layers[index], shape.kind.hasWeights, !lowered.sharesBits[index]
      else { return nil }
      return Layer(
        name: names[index], node: index, input: tensorOfNode[node.inputs[0]],
        inputCount: graph.nodes[node.inputs[0]].value.count, output: tensorOfNode[index],
        outputCount: node.value.count, weightCount: node.value.channels * shape.taps,
        outputChannels: node.value.channels,
        hasBatchNorm: lowered.norms[index] != nil || !node.op.hasWeight,
        isLast: tensorOfNode[index] == fixed[1])
    }
    var layerOfNode = [Int?](repeating: nil, count: graph.nodes.count)
    for (number, layer) in layers.enumerated() { layerOfNode[layer.node] = number }
    let consumers = graph.consumers
    branch = graph.nodes.indices.first {
      graph.nodes[$0].inputs.count > 1 || consumers[$0].count > 1
    }
    self.lowered = lowered
    self.names = names
    self.tensorOfNode = tensorOfNode
    self.layers = layers
    self.layerOfNode = layerOfNode
  }
}

/// For each node the first node whose value has the same bits.
private func firstNodes(of network: LoweredGraph) -> [Int] {
  var group = Array(network.roles.indices)
  for (index, node) in network.graph.nodes.enumerated()
  where network.roles[index].keepsBits || network.sharesBits[index] {
    let joined = Set(node.inputs.map { group[$0] })
    let first = joined.min() ?? index
    for other in 0..<index where joined.contains(group[other]) { group[other] = first }
    group[index] = first
  }
  return group
}

extension LoweredGraph.Role {
  /// Whether the value has the bits of the inputs.
  fileprivate var keepsBits: Bool {
    switch self {
    case .step(let kind): kind.keepsBits
    case .part, .host: true
    }
  }
}
