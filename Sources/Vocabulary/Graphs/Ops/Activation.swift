/// A function of one value.
public enum Activation: String, Hashable, Codable, Sendable, CaseIterable {
  /// `max(x, 0)`.
  case relu
  /// `min(max(x, 0), 6)`.
  case relu6
  /// `x · relu6(x + 3) / 6`.
  case hSwish = "h-swish"
  /// `relu6(x + 3) / 6`.
  case hSigmoid = "h-sigmoid"

  /// The value of the function.
  package func callAsFunction(_ x: Double) -> Double {
    switch self {
    case .relu: max(x, 0)
    case .relu6: min(max(x, 0), 6)
    case .hSwish: x * min(max(x + 3, 0), 6) / 6
    case .hSigmoid: min(max(x + 3, 0), 6) / 6
    }
  }

  /// Whether the function only clamps, so that a range of stored values does the same.
  package var isClamp: Bool {
    switch self {
    case .relu, .relu6: true
    case .hSwish, .hSigmoid: false
    }
  }

  /// Whether no value of the function is below 0.
  package var isNonNegative: Bool {
    switch self {
    case .relu, .relu6, .hSigmoid: true
    case .hSwish: false
    }
  }

  /// Whether `f(s·x) = s·f(x)` for every s above 0.
  package var isHomogeneous: Bool {
    switch self {
    case .relu: true
    case .relu6, .hSwish, .hSigmoid: false
    }
  }

  /// The inputs between which the function is not constant.
  package var support: ClosedRange<Double> {
    switch self {
    case .relu: 0...Double.infinity
    case .relu6: 0...6
    case .hSwish: -3...Double.infinity
    case .hSigmoid: -3...3
    }
  }
}
