/// How an operation of an integer network agrees with the fake-quantized one on the same stored inputs.
///
/// Before both round, their outputs differ by at most ``bound`` steps. So they differ by at most that
/// many steps, rounded up, and only where the real output lies within it of the middle between two
/// steps.
package struct LayerAgreement: Equatable, Sendable {
  /// The name of the operation.
  package var node: String
  /// The most by which its outputs may differ before they are rounded, in output steps; the largest
  /// over the channels.
  package var bound: Double
  /// The outputs that were compared.
  package var values: Int
  /// Those that differ.
  package var differing = 0
  /// The largest difference in output steps.
  package var largestDifference = 0
  /// Those that differ by more than their bound allows, or away from the middle between two steps.
  package var unexplained = 0

  /// The share of outputs that differ, 0 to 1.
  package var share: Double { values == 0 ? 0 : Double(differing) / Double(values) }

  /// Whether every difference is within the bound.
  package var holds: Bool { unexplained == 0 }

  /// Counts one output.
  ///
  /// - Parameters:
  ///   - real: the output before rounding, in steps from the zero point.
  ///   - fake: the rounded one, in steps from the zero point.
  ///   - stored: that of the integer network, in steps from the zero point.
  ///   - bound: of the channel.
  mutating func add(real: Double, fake: Int, stored: Int, bound: Double) {
    let difference = abs(stored - fake)
    guard difference > 0 else { return }
    differing += 1
    largestDifference = max(largestDifference, difference)
    let distance = abs(real - real.rounded(.down) - 0.5)
    if Double(difference) > bound.rounded(.up) || distance > bound { unexplained += 1 }
  }
}
