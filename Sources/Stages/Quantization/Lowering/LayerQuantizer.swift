import Graphs
import Tensors

/// Stores the weights of the layers of a network once all ranges are known.
struct LayerQuantizer {
  /// The network without batch norms.
  let graph: FloatGraph
  let outputs: OutputQuantizations
  let bits: NodeBits
  let rule: WeightRangeRule

  /// The weights of each output channel of a layer, in the order of training.
  func channels(of index: Int, _ weights: Weights) -> [ChannelWeights] {
    let node = graph.nodes[index]
    let values = weights.values(node.name, .weight)
    let biases = weights.values(node.name, .bias)
    let count = values.count / node.value.channels
    return (0..<node.value.channels).map { output in
      ChannelWeights(
        values[output * count..<(output + 1) * count].map(Double.init),
        precision: bits.weights[index], rule: rule,
        bias: biases.isEmpty ? 0 : Double(biases[output]),
        inputScale: outputs[node.inputs[0]].scale, outputScale: outputs[index].scale)
    }
  }
}
