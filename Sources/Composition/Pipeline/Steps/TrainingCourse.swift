import Architectures
import Datasets
import Foundation
import Graphs
import Supernets
import Tensors
import Training

/// What a recipe does in the steps of a training.
struct TrainingCourse {
  /// The phases with their first values.
  var training: PhasedTraining
  /// Whether progress names the phase.
  var hasPhases: Bool { training.phases.count > 1 }
  /// The values with which a phase but the first begins, made of those of the phase before.
  var enter: (_ phase: Int, _ weights: Weights) throws -> Weights = { $1 }
  /// Puts the gradients of a step towards what the labels want, `[N, classes]`, into the store.
  var gradients:
    (Batch, _ targets: [Float], PhasedTraining.Moment, ParameterStore) throws -> Trainer.StepResult
  /// The held-out accuracies of the largest and the smallest network with these values.
  var accuracies: (Weights) throws -> [Double]
  /// Writes what the training ends with.
  var keep: (Weights) throws -> Void
  /// The work of a step of each phase, in any unit, for the time left; nil is the same in all.
  var workOfSteps: [Double]?

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
