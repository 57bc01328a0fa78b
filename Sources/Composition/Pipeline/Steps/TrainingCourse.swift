import Tensors
import Training

/// What a recipe does in the steps of a training.
struct TrainingCourse {
  /// The phases with their first values.
  var training: PhasedTraining
  /// What is trained, in progress, for example `retraining for STM32F401`; nil is the network of the run.
  var title: String?
  /// Whether progress names the phase.
  var hasPhases: Bool { training.phases.count > 1 }
  /// The values with which a phase but the first begins, made of those of the phase before.
  var enter: (_ phase: Int, _ weights: Weights) throws -> Weights = { $1 }
  /// Puts the gradients of a step towards what the labels want, `[N, classes]`, into the store.
  var gradients:
    (Batch, _ targets: [Float], PhasedTraining.Moment, ParameterStore) throws -> Trainer.StepResult
  /// The held-out accuracies of the largest and the smallest network with the values of a phase.
  var accuracies: (Weights, _ phase: Int) throws -> [Double]
  /// Writes what the training ends with.
  var keep: (Weights) throws -> Void = { _ in }
  /// The work of a step of each phase, in any unit, for the time left; nil is the same in all.
  var workOfSteps: [Double]?

  /// The phase in words, with what is trained; nil where there is nothing to distinguish.
  func words(of phase: Int) -> String? {
    let name = hasPhases ? "the phase '\(training.phases[phase].name)'" : nil
    let words = [name, title].compactMap(\.self)
    return words.isEmpty ? nil : words.joined(separator: " of ")
  }

  /// The share of the work that is done at a moment, 0 to 1.
  ///
  /// - Parameter step: the finished steps of the phase.
  func share(after step: Int, of phase: Int) -> Double {
    let works = training.phases.enumerated().map { index, phase in
      (workOfSteps?[index] ?? 1) * Double(phase.recipe.totalSteps)
    }
    let passed = Double(step) / Double(max(training.phases[phase].recipe.totalSteps, 1))
    let done = works.prefix(phase).reduce(0, +) + works[phase] * passed
    return done / max(works.reduce(0, +), .leastNormalMagnitude)
  }
}
