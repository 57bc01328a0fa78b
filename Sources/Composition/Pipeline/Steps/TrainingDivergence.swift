import Reports
import Training

extension Divergence {
  /// The error of a pipeline.
  ///
  /// - Parameter remedy: what to do, as a sentence.
  func error(stepsPerEpoch: Int, totalSteps: Int, remedy: String) -> PipelineError {
    .diverged(
      step: step + 1, of: totalSteps, epoch: step / max(stepsPerEpoch, 1) + 1,
      learningRate: learningRate, reason: sign.clause, remedy: remedy)
  }
}

extension FitRequest {
  /// What to do after the training diverged, with a command that trains at a smaller learning rate.
  func remedyOfDivergence(in run: RunFolder) -> String {
    var calmer = self
    let standard = training.optimizer.standardLearningRate
    calmer.training.learningRate = min(standard, training.learningRate / 10)
    return "Train anew with a smaller '--learning-rate'; the standard is \(standard): "
      + calmer.command(run: run.shortPath)
  }
}
