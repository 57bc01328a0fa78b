import Graphs
import Planning
import Tensors

/// Stores the weights of the layers of a network once all ranges are known.
struct LayerQuantizer {
  /// Where the steps of weights come from.
  enum Steps {
    /// They are fitted to the weights.
    case fitted(WeightRangeRule, norms: [String: FoldedNorm])
    /// They were trained: for each layer one per output; the weights are multiples of them already.
    case trained([String: [Double]])
  }

  /// The network without batch norms.
  let graph: FloatGraph
  let outputs: OutputQuantizations
  let bits: NodeBits
  let steps: Steps

  /// The weights of each output channel of a layer, in the order of training.
  ///
  /// No step is below the least one of its channel; where the layer has one, of all its channels.
  func channels(of index: Int, _ weights: Weights) -> [ChannelWeights] {
    let node = graph.nodes[index]
    let rows = weights.rows(of: node)
    let biases = weights.values(node.name, .bias)
    var steps = steps(of: index, rows).enumerated().map { output, step in
      max(
        step,
        ChannelWeights.leastStep(
          bias: biases.isEmpty ? 0 : Double(biases[output]),
          inputScale: outputs[node.inputs[0]].scale, outputScale: outputs[index].scale))
    }
    if bits.schemes[index] == .perLayerFolded {
      let largest = steps.reduce(0, max)
      steps = steps.map { _ in largest }
    }
    return zip(rows, steps).map {
      ChannelWeights($0, precision: bits.weights[index], step: $1)
    }
  }

  /// The step of each output before any is enlarged.
  func steps(of index: Int, _ rows: [[Double]]) -> [Double] {
    let name = graph.nodes[index].name
    switch steps {
    case .trained(let steps):
      return steps[name] ?? []
    case .fitted(let rule, let norms):
      let steps = LayerSteps(
        fitting: rows, precision: bits.weights[index], scheme: bits.schemes[index], rule: rule,
        norm: norms[name]?.scale)
      return steps.perOutput(rows.count)
    }
  }
}

extension Weights {
  /// The weights of each output of a layer, in the order of training.
  func rows(of node: Node<FloatOp>) -> [[Double]] {
    let values = values(node.name, .weight)
    let count = values.count / node.value.channels
    return (0..<node.value.channels).map {
      values[$0 * count..<($0 + 1) * count].map(Double.init)
    }
  }
}
