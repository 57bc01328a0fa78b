import Graphs
import Planning
import Tensors

extension RetrainingPlan {
  /// The first steps of a network without batch norms.
  func fittedSteps(_ folded: FoldedNetwork) -> [String: LayerSteps] {
    stepsOfLayers { layer in
      LayerSteps(
        fitting: folded.weights.rows(of: graph.nodes[layer]), precision: bits.weights[layer],
        scheme: bits.schemes[layer], rule: options.weightRanges,
        norm: folded.norms[graph.nodes[layer].name]?.scale)
    }
  }

  /// The first steps of a network that keeps its batch norms.
  ///
  /// With PL+FB it is the folded weights that share a step, so each output's is divided by its γ/σ.
  func fittedSteps(unfolding folded: FoldedNetwork, _ weights: Weights) -> [String: LayerSteps] {
    stepsOfLayers { layer in
      let node = graph.nodes[layer]
      let norm = folded.norms[node.name]
      // A batch norm that stands alone has no weights to round.
      guard norm?.name != node.name else { return nil }
      let isFolded = bits.schemes[layer] == .perLayerFolded
      var steps = LayerSteps(
        fitting: (isFolded ? folded.weights : weights).rows(of: node),
        precision: bits.weights[layer], scheme: bits.schemes[layer], rule: options.weightRanges)
      if isFolded { steps.ratios = norm?.scale.map { $0 == 0 ? 0 : 1 / abs($0) } }
      return steps
    }
  }

  /// The steps of a network whose batch norms were just folded: those that it was trained with, times
  /// |γ/σ|.
  func foldedSteps(_ folded: FoldedNetwork, _ trained: Weights) -> [String: LayerSteps] {
    let fitted = fittedSteps(folded)
    return stepsOfLayers { layer in
      let name = graph.nodes[layer].name
      let norm = folded.norms[name]
      guard let learnt = trained[Self.steps(of: name).name]?.values.map(Double.init),
        bits.schemes[layer] != .perLayerFolded || norm == nil
      else { return fitted[name] }
      let ratios = norm?.scale.map(abs)
      return bits.schemes[layer].isPerLayer
        ? LayerSteps(learnt: learnt, ratios: ratios)
        : LayerSteps(learnt: ratios.map { zip(learnt, $0).map(*) } ?? learnt)
    }
  }

  private func stepsOfLayers(_ steps: (_ layer: Int) -> LayerSteps?) -> [String: LayerSteps] {
    var result: [String: LayerSteps] = [:]
    for layer in layers { result[graph.nodes[layer].name] = steps(layer) }
    return result
  }
}
