package import Graphs

/// How the range of an activation is chosen from the values that occur.
package enum RangeRule: Hashable, Sendable {
  /// From the smallest to the largest value.
  case minimumAndMaximum
  /// This share of the values at each end, above 0.5 and at most 1.
  case percentile(Double)
  /// The clip with the least mean squared error.
  case leastSquaredError

  /// The range; it holds 0.
  package func range(of values: ActivationHistogram, precision: Precision) -> ClosedRange<Double> {
    switch self {
    case .minimumAndMaximum: values.minimum...values.maximum
    case .percentile(let share): values.range(keeping: share)
    case .leastSquaredError: values.rangeOfLeastError(steps: precision.steps)
    }
  }

  /// - Throws: ``QuantizationError`` where a share is out of range.
  func check() throws(QuantizationError) {
    if case .percentile(let share) = self, !(share > 0.5 && share <= 1) { throw .percentile(share) }
  }

  /// The clip to either side of 0.
  func symmetricClip(of values: ActivationHistogram, precision: Precision) -> Double {
    switch self {
    case .minimumAndMaximum, .percentile:
      let range = range(of: values, precision: precision)
      return max(-range.lowerBound, range.upperBound)
    case .leastSquaredError:
      return values.clipOfLeastError(steps: 2 * Int(precision.maximum))
    }
  }
}
