/// Batch normalisation per channel: `weight · (x − mean) / √(variance + epsilon) + bias`.
///
/// Training uses the mean and the biased variance of a virtual batch of 32 images; inference uses
/// the running statistics.
public struct BatchNorm: Hashable, Codable, Sendable {
  /// Added to the variance before the root.
  public var epsilon: Float

  /// A batch norm.
  public init(epsilon: Float = 1e-5) {
    self.epsilon = epsilon
  }
}
