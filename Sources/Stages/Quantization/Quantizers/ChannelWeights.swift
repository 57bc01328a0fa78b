package import Graphs

/// How far weights of 4 or 2 bits reach that share a step.
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
  /// The step is at least ``leastStep(bias:inputScale:outputScale:)``.
  package init(
    _ weights: [Double], precision: Precision = .bits8, rule: WeightRangeRule = .leastSquaredError,
    bias: Double, inputScale: Double, outputScale: Double
  ) {
    let step = Self.step(fitting: weights, precision: precision, rule: rule)
    let least = Self.leastStep(bias: bias, inputScale: inputScale, outputScale: outputScale)
    self.init(weights, precision: precision, step: max(step, least))
  }

  /// Stores weights to the nearest of these steps.
  ///
  /// - Parameter step: above 0.
  init(_ weights: [Double], precision: Precision, step: Double) {
    let steps = Double(precision.maximum)
    scale = step
    stored = weights.map { Int8(min(max(($0 / step).rounded(), -steps), steps)) }
  }

  /// The smallest step of a channel: bias and output keep within 2^21 steps of the sum.
  ///
  /// There a weight moves its output by less than 1/64 of the bias or of an output step, so its own
  /// rounding does not show; a channel of zeros has a step, too; and sums stay short enough for
  /// kernels that carry two in one word.
  static func leastStep(bias: Double, inputScale: Double, outputScale: Double) -> Double {
    max(abs(bias), outputScale) / (inputScale * 0x1p21)
  }

  /// The step that `rule` chooses for weights that share one; 0 for zeros.
  static func step(
    fitting weights: [Double], precision: Precision, rule: WeightRangeRule
  ) -> Double {
    let steps = Double(precision.maximum)
    let largest = weights.reduce(0) { max($0, abs($1)) }
    switch rule {
    case .leastSquaredError where precision != .bits8 && largest > 0:
      return clipOfLeastError(weights, largest: largest, steps: steps) / steps
    case .largest, .leastSquaredError:
      return largest / steps
    }
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
