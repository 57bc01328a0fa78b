import Graphs
import Planning

/// The bits of every value and of every layer's weights in a network without batch norms.
struct NodeBits {
  /// For each node those of its value.
  let values: [Precision]
  /// For each node those of its weights; 8 where the assignment names no layer.
  let weights: [Precision]

  /// - Parameters:
  ///   - bits: of the network before batch norms were folded; nil is 8 everywhere.
  ///   - folded: the same network, whose nodes kept their names.
  init(_ bits: BitAssignment?, of graph: FloatGraph, folded: FloatGraph) {
    guard let bits else {
      values = folded.nodes.map { _ in .bits8 }
      weights = values
      return
    }
    let network = QuantizableGraph(graph)
    precondition(
      bits.activations.count == network.tensors.count
        && bits.weights.count == network.layers.count, "The bits are those of another network.")
    var ofValues: [String: Precision] = [:]
    for (node, tensor) in zip(graph.nodes, network.tensorOfNode) {
      ofValues[node.name] = bits.activations[tensor]
    }
    var ofWeights: [String: Precision] = [:]
    for (layer, precision) in zip(network.layers, bits.weights) {
      ofWeights[graph.nodes[layer.node].name] = precision
    }
    values = folded.nodes.map { ofValues[$0.name] ?? .bits8 }
    weights = folded.nodes.map { ofWeights[$0.name] ?? .bits8 }
  }
}
