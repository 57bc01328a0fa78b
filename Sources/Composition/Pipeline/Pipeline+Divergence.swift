import Devices
import Files
import Foundation
import Reports
import Training

extension Pipeline {
  /// Trains, and words a divergence of it with a command that goes on from there.
  ///
  /// As the same training would diverge again, its checkpoint goes, and the folder takes a request with
  /// another learning rate as if the training had not begun; the curve stays to be looked at.
  /// - Throws: ``PipelineError/diverged(step:of:epoch:learningRate:reason:remedy:)``.
  func namingDivergence<Result>(
    stepsPerEpoch: Int, totalSteps: Int, _ train: () throws -> Result
  ) throws -> Result {
    do {
      return try train()
    } catch TrainingError.diverged(let divergence) {
      for file in [run.checkpoint, run.teacher, run.data] {
        try FileManager.default.removeIfPresent(file)
      }
      var calmer = request
      let standard = request.training.optimizer.standardLearningRate
      calmer.training.learningRate = min(standard, request.training.learningRate / 10)
      throw divergence.error(
        stepsPerEpoch: stepsPerEpoch, totalSteps: totalSteps,
        remedy: "Train anew with a smaller '--learning-rate'; the standard is \(standard): "
          + calmer.command(run: run.shortPath))
    }
  }

  /// The same for the retraining of a device's network, whose learning rate is fixed.
  func namingDivergence<Result>(
    of file: URL, stepsPerEpoch: Int, totalSteps: Int, _ train: () throws -> Result
  ) throws -> Result {
    do {
      return try train()
    } catch TrainingError.diverged(let divergence) {
      try FileManager.default.removeIfPresent(file)
      throw divergence.error(
        stepsPerEpoch: stepsPerEpoch, totalSteps: totalSteps,
        remedy: "Quantize without '--retrain', or with more bits.")
    }
  }
}

extension Divergence {
  /// The error of a pipeline.
  fileprivate func error(stepsPerEpoch: Int, totalSteps: Int, remedy: String) -> PipelineError {
    .diverged(
      step: step + 1, of: totalSteps, epoch: step / max(stepsPerEpoch, 1) + 1,
      learningRate: learningRate, reason: sign.clause, remedy: remedy)
  }
}
