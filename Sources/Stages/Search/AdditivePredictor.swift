import Architectures

/// Predicts accuracies as a sum over the choices of an architecture, by ridge regression.
///
/// Measurements are few and noisy, so the prediction only ranks children before one is measured. Every
/// gene has features, also those that ``ArchitectureEncoding/init(_:)`` leaves out.
struct AdditivePredictor {
  private let encoding: ArchitectureEncoding
  private let mean: Double
  private let weights: [Double]

  /// Fits measured candidates.
  init(_ candidates: [Candidate], in space: SearchSpace) {
    let encoding = ArchitectureEncoding(everyGeneOf: space)
    self.encoding = encoding
    let mean = candidates.reduce(0) { $0 + $1.accuracy } / Double(max(candidates.count, 1))
    self.mean = mean
    weights = ridgeRegression(
      candidates.map { encoding.features(of: $0.architecture) },
      towards: candidates.map { $0.accuracy - mean }, features: encoding.featureCount)
  }

  /// The predicted accuracy.
  func callAsFunction(_ architecture: Architecture) -> Double {
    encoding.features(of: architecture).reduce(mean) { $0 + weights[$1] }
  }
}
