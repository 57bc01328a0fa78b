import Foundation

/// Where a training keeps its state and its curve, and how often.
struct TrainingFiles {
  /// The checkpoint.
  let checkpoint: URL
  /// The curve.
  let curve: URL
  /// Seconds of work between two checkpoints.
  let checkpointSeconds: Double
  /// How often held-out accuracies are measured for the curve.
  let accuracyMeasurements: Int

  /// The learning curve of a training of `total` steps; it is appended to an existing file.
  func learningCurve(total: Int) -> LearningCurve {
    LearningCurve(curve, total: total, measurements: accuracyMeasurements)
  }
}
