import Graphs
import Planning

/// The steps of a layer's weights: those that can be learnt, and what makes one per output of them.
///
/// Device kernels have symmetric weights and one multiplier per output, so each scheme is a rule for
/// the steps of the weights behind a folded batch norm. PC+ICN has one per output. PL+FB has one for
/// the layer. PL+ICN has one for the layer before folding, which folding multiplies by |γ/σ| for each
/// output.
struct LayerSteps {
  /// One per output, or one for all.
  var learnt: [Double]
  /// The steps of the outputs as multiples of the one that is learnt; nil where they are `learnt`.
  var ratios: [Double]?

  /// The steps of a layer of so many outputs.
  func perOutput(_ count: Int) -> [Double] {
    if let ratios { return ratios.map { $0 * learnt[0] } }
    return learnt.count == 1 ? [Double](repeating: learnt[0], count: count) : learnt
  }

  init(learnt: [Double], ratios: [Double]? = nil) {
    self.learnt = learnt
    self.ratios = ratios
  }

  /// The steps that `rule` chooses.
  ///
  /// - Parameters:
  ///   - rows: the weights of each output.
  ///   - norm: γ/σ per output of the batch norm that is part of the weights; nil where there is none.
  init(
    fitting rows: [[Double]], precision: Precision, scheme: QuantizationScheme,
    rule: WeightRangeRule, norm: [Double]? = nil
  ) {
    func step(_ weights: [Double]) -> Double {
      ChannelWeights.step(fitting: weights, precision: precision, rule: rule)
    }
    switch scheme {
    case .perChannelNormalized, .perChannelThresholds:
      self.init(learnt: rows.map(step))
    case .perLayerFolded:
      self.init(learnt: [step(rows.flatMap { $0 })])
    case .perLayerNormalized:
      let ratios = norm?.map(abs)
      let unfolded = rows.enumerated().flatMap { output, row in
        let ratio = ratios?[output] ?? 1
        // Where γ is 0, so are the weights, with any step.
        return ratio > 0 ? row.map { $0 / ratio } : []
      }
      self.init(learnt: [step(unfolded)], ratios: ratios)
    }
  }
}
