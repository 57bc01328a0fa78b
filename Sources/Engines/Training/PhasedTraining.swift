import Foundation
import Graphs
package import Tensors

/// Trainings in a row with one checkpoint file; each begins with the values of the one before it and
/// with an optimizer without memory.
///
/// A process may be killed at any moment: the checkpoint names its phase, and what leads from one
/// phase to the next is done again where it was not saved.
package struct PhasedTraining {
  /// One of the trainings.
  package struct Phase: Equatable, Sendable {
    /// The name in checkpoints and for the user, unique in the training.
    package var name: String
    /// How it trains.
    package var recipe: Recipe

    package init(_ name: String, _ recipe: Recipe) {
      self.name = name
      self.recipe = recipe
    }
  }

  /// A moment of the training.
  package struct Moment: Equatable, Sendable {
    /// The index of the phase.
    package var phase: Int
    /// The finished steps of all phases.
    package var step: Int
  }

  /// The trainings in order, at least one.
  package let phases: [Phase]
  private let first: Weights
  private let layouts: [Int: Weights]
  private let subject: String
  private let undecayed: Set<String>

  /// - Parameters:
  ///   - first: the values with which the first phase begins.
  ///   - layouts: values, whichever, of the tensors of those phases that have others than the first.
  ///   - subject: as that of a ``Trainer``.
  ///   - undecayed: as those of a ``Trainer``.
  package init(
    _ phases: [Phase], from first: Weights, layouts: [Int: Weights] = [:], subject: String,
    undecayed: Set<String> = []
  ) {
    require(!phases.isEmpty, "a training has at least one phase")
    self.phases = phases
    self.first = first
    self.layouts = layouts
    self.subject = subject
    self.undecayed = undecayed
  }

  /// The steps of all phases.
  package var totalSteps: Int { phases.reduce(0) { $0 + $1.recipe.totalSteps } }

  /// The bytes of a checkpoint, without its header.
  package var checkpointBytes: Int { trainer(of: 0, from: first).checkpointBytes }

  /// The number of trained values.
  package var valueCount: Int { first.count }

  /// Goes on from the checkpoint, or begins where there is none, until the last phase ends.
  ///
  /// - Parameters:
  ///   - enter: the values with which a phase but the first begins, made of those that the phase
  ///     before it left; called again where the process was killed before the phase was saved.
  ///   - batch: the images of a step, counted from 0 over all phases.
  ///   - gradients: adds the gradients of a step to those of the store.
  ///   - progress: called after each step with that of the phase, and with its trainer.
  ///   - shouldStop: asked before each step.
  /// - Returns: the trained values, or nil where the caller asked to stop.
  /// - Throws: what `Trainer.run` throws.
  package func run(
    checkpoint plan: Trainer.CheckpointPlan,
    enter: (_ phase: Int, _ weights: Weights) throws -> Weights = { $1 },
    batch: (_ step: Int) throws -> Batch,
    gradients: (Batch, Moment, ParameterStore) throws -> Trainer.StepResult,
    progress: (Trainer.Progress, Moment, Trainer) throws -> Void = { _, _, _ in },
    shouldStop: () -> Bool = { false }
  ) throws -> Weights? {
    var index = try phaseOfCheckpoint(in: plan.file)
    var trainer = trainer(of: index, from: layouts[index] ?? first)
    while true {
      let begin = phases[..<index].reduce(0) { $0 + $1.recipe.totalSteps }
      let outcome: Trainer.Outcome
      do {
        outcome = try trainer.run(
          checkpoint: plan,
          batch: { try batch(begin + $0) },
          gradients: { try gradients($0, Moment(phase: index, step: begin + $1), trainer.store) },
          progress: { try progress($0, Moment(phase: index, step: begin + $0.step), trainer) },
          shouldStop: shouldStop)
      } catch TrainingError.diverged(var divergence) {
        divergence.step += begin
        throw TrainingError.diverged(divergence)
      }
      guard outcome == .finished else { return nil }
      guard index + 1 < phases.count else { return trainer.weights }
      index += 1
      trainer = self.trainer(of: index, from: try enter(index, trainer.weights))
      // Before the first step, so that the phase before is over from here on.
      try trainer.save(to: plan.file)
    }
  }

  private func trainer(of index: Int, from weights: Weights) -> Trainer {
    Trainer(
      phases[index].recipe, ParameterStore(weights), subject: subject, undecayed: undecayed,
      phase: phases.count > 1 ? phases[index].name : nil)
  }

  /// The phase that the checkpoint is in; the first where there is none, or where it is of another
  /// training, which that phase's trainer refuses.
  private func phaseOfCheckpoint(in file: URL) throws -> Int {
    guard phases.count > 1, FileManager.default.fileExists(atPath: file.path) else { return 0 }
    let name = try Checkpoint(contentsOf: file).phase
    return phases.firstIndex { $0.name == name } ?? 0
  }
}
