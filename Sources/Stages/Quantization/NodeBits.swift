import Graphs
import Planning

/// The bits of every value, and bits and scheme of every layer's weights, in a network without batch
/// norms.
struct NodeBits {
  /// For each node those of its value.
  let values: [Precision]
  /// For each node those of its weights; 8 where the assignment names no layer.
  let weights: [Precision]
  /// For each node how its weights share steps; a step per channel where the assignment names no layer.
  let schemes: [QuantizationScheme]

  /// - Parameters:
  ///   - bits: of the network before batch norms were folded; nil is 8 everywhere, a step per channel.
  ///   - folded: the same network, whose nodes kept their names.
  init(_ bits: BitAssignment?, of graph: FloatGraph, folded: FloatGraph) {
    guard let bits else {
      values = folded.nodes.map { _ in .bits8 }
      weights = values
      schemes = folded.nodes.map { _ in .perChannelNormalized }
      return
    }
    let network = QuantizableGraph(graph)
    require(
      bits.activations.count == network.tensors.count
        && bits.weights.count == network.layers.count
        && bits.schemes.count == network.layers.count, "The bits are those of another network.")
    var ofValues: [String: Precision] = [:]
    for (node, tensor) in zip(graph.nodes, network.tensorOfNode) {
      ofValues[node.name] = bits.activations[tensor]
    }
    var ofLayers: [String: (weights: Precision, scheme: QuantizationScheme)] = [:]
    for (layer, choice) in zip(network.layers, zip(bits.weights, bits.schemes)) {
      ofLayers[graph.nodes[layer.node].name] = choice
    }
    values = folded.nodes.map { ofValues[$0.name] ?? .bits8 }
    weights = folded.nodes.map { ofLayers[$0.name]?.weights ?? .bits8 }
    schemes = folded.nodes.map { ofLayers[$0.name]?.scheme ?? .perChannelNormalized }
  }
}
