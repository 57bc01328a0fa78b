package import Graphs

/// How far the weights of an output channel reach that have 4 or 2 bits.
package enum WeightRangeRule: String, Hashable, Codable, Sendable, CaseIterable {
  /// To the largest weight.
  case largest
  /// To the clip with the least mean squared error.
  case leastSquaredError
}

/// The symmetric weights of one output channel.
package struct ChannelWeights: Equatable, Sendable {
  /// The real step between two stored weights, above 0.
  package let scale: Double
  /// `−(2^(bits−1) − 1)` to `2^(bits−1) − 1` each.
  package let stored: [Int8]

  /// Stores weights to the nearest, clipped where `rule` says so; those of 8 bits are never clipped.
  ///
  /// The step is larger where bias or output would leave 2^21 steps of the sum. There a weight moves
  /// its output by less than 1/64 of the bias or of an output step, so its own rounding does not
  /// show; a channel of zeros has a step, too; and sums stay short enough for kernels that carry two
  /// in one word.
  /// - Parameters:
  ///   - inputScale: the step of what the weights multiply.
  ///   - outputScale: the step of the layer's output.
  package init(
    _ weights: [Double], precision: Precision = .bits8, rule: WeightRangeRule = .leastSquaredError,
    bias: Double, inputScale: Double, outputScale: Double
  ) {
    let steps = Double(precision.maximum)
    let largest = weights.reduce(0) { max($0, abs($1)) }
    let clip =
      switch rule {
      case .leastSquaredError where precision != .bits8 && largest > 0:
        Self.clipOfLeastError(weights, largest: largest, steps: steps)
      case .largest, .leastSquaredError: largest
      }
    let scale = max(clip / steps, max(abs(bias), outputScale) / (inputScale * 0x1p21))
    self.scale = scale
    stored = weights.map { Int8(min(max(($0 / scale).rounded(), -steps), steps)) }
  }

  /// The real values of the stored weights.
  package var values: [Double] { stored.map { Double($0) * scale } }

  /// Of a hundred clips up to the largest weight, the one with the least squared error.
  private static func clipOfLeastError(
    _ weights: [Double], largest: Double, steps: Double
  ) -> Double {
    var best = (clip: largest, error: Double.infinity)
    for share in 1...100 {
      let scale = largest * Double(share) / 100 / steps
      var error = 0.0
      for weight in weights {
        let distance = weight - min(max((weight / scale).rounded(), -steps), steps) * scale
        error += distance * distance
      }
      if error <= best.error { best = (scale * steps, error) }
    }
    return best.clip
  }
}
