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
}
