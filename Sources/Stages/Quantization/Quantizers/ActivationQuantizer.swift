package import Graphs

/// The activation quantizer of the paper: values from 0 to a clip, rounded down.
///
/// `T = floor(clamp(x, 0, α) / S)`, `S = α / (2^Q − 1)` (arXiv 1905.13082, section 1.1 of our notes).
package struct ActivationQuantizer: Hashable, Sendable {
  /// α, above 0: the value from which on all are one.
  package var clip: Double
  /// Bits per value.
  package var precision: Precision

  package init(clip: Double, precision: Precision) {
    require(clip > 0, "The clip is above 0.")
    self.clip = clip
    self.precision = precision
  }

  /// The real step between two integers.
  package var scale: Double { clip / Double(precision.steps) }

  /// The integer of a value, 0 to `2^Q − 1`.
  package func callAsFunction(_ value: Double) -> Int {
    // The last step is reached at the clip itself, whatever the division rounds to.
    value >= clip ? precision.steps : Int((max(value, 0) / scale).rounded(.down))
  }
}

extension Precision {
  /// How many steps lie between the smallest and the largest integer: `2^Q − 1`.
  package var steps: Int { (1 << rawValue) - 1 }
}
