package import Graphs

/// The weight quantizer of the paper: a range that holds 0, rounded to the nearest.
///
/// `S = (max − min) / (2^Q − 1)`, or `1 / (2^Q − 1)` where the range is 0; `T = round(w / S)` with
/// ties to even; stored unsigned as `W = T + Z`, `Z = −min(T)` (arXiv 1905.13082, sections 1.3 and 1.4
/// of our notes). Per layer it is made of all weights, per channel of those of one output.
package struct AsymmetricQuantizer: Hashable, Sendable {
  /// The real step between two integers.
  package let scale: Double
  /// T of each weight.
  package let integers: [Int]
  /// The stored integer that stands for 0.
  package let zeroPoint: Int

  /// Quantizes weights over their own range, cut to `clip` where given.
  ///
  /// - Parameters:
  ///   - weights: not empty, finite.
  ///   - clip: thresholds, the lower at most 0 and the upper at least 0.
  package init(_ weights: [Double], precision: Precision, clip: ClosedRange<Double>? = nil) {
    let clipped = weights.map { weight in
      clip.map { min(max(weight, $0.lowerBound), $0.upperBound) } ?? weight
    }
    let range = (clipped.max() ?? 0) - (clipped.min() ?? 0)
    let scale = (range == 0 ? 1 : range) / Double(precision.steps)
    let integers = clipped.map { Int(($0 / scale).rounded(.toNearestOrEven)) }
    self.scale = scale
    self.integers = integers
    zeroPoint = -(integers.min() ?? 0)
  }

  /// W of each weight, 0 to `2^Q − 1`.
  package var stored: [Int] { integers.map { $0 + zeroPoint } }

  /// The initial thresholds of a layer with channel normalisation: ten rounds of least squares.
  ///
  /// Section 1.3 of our notes; the last step that was used counts, not the one fitted to it.
  package static func fittedClip(_ weights: [Double], precision: Precision) -> ClosedRange<Double> {
    let mean = weights.reduce(0, +) / Double(max(weights.count, 1))
    let halfSteps = Double(precision.steps) / 2
    var step = weights.reduce(0) { max($0, abs($1 - mean)) } / halfSteps
    var range = 0.0...0.0
    for _ in 0..<10 where step > 0 {
      range = min(mean - step * halfSteps, 0)...max(mean + step * halfSteps, 0)
      let integers = weights.map { weight in
        (min(max(weight, range.lowerBound), range.upperBound) / step).rounded(.toNearestOrEven)
      }
      let squares = integers.reduce(0) { $0 + $1 * $1 }
      guard squares > 0 else { break }
      step = zip(integers, weights).reduce(0) { $0 + $1.0 * $1.1 } / squares
    }
    return range
  }
}
