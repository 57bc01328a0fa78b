/// The choices that a quantization leaves open.
package struct QuantizationOptions: Hashable, Sendable {
  /// The two forms of requantization.
  package enum Form: String, Hashable, Codable, Sendable, CaseIterable {
    /// To the nearest; the default.
    case rounded
    /// Down, with half a step added to the biases, so that results are those of rounding.
    ///
    /// Averages and products have no bias to carry it and stay `rounded`.
    case floor
  }

  /// How accumulators become outputs.
  package var form: Form
  /// How ranges of activations are chosen; the result of the network always keeps its whole range.
  package var ranges: RangeRule
  /// How far weights of 4 or 2 bits reach; those of 8 bits always reach the largest.
  package var weightRanges: WeightRangeRule
  /// Whether consecutive layers are scaled to like ranges per channel before all else.
  package var equalizesLayers: Bool
  /// Whether biases take back the mean error of each channel on the calibration images.
  ///
  /// Off by default: with 8 bits per channel the error is smaller than that of rounding the outputs.
  package var correctsBias: Bool

  package init(
    form: Form = .rounded, ranges: RangeRule = .leastSquaredError,
    weightRanges: WeightRangeRule = .leastSquaredError, equalizesLayers: Bool = false,
    correctsBias: Bool = false
  ) {
    self.form = form
    self.ranges = ranges
    self.weightRanges = weightRanges
    self.equalizesLayers = equalizesLayers
    self.correctsBias = correctsBias
  }
}
