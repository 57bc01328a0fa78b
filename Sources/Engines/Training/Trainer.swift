package import Foundation
import Graphs
package import Tensors

/// Trains the values of a store by a recipe, step by step.
///
/// A training that is stopped, or killed, goes on from its checkpoint and ends with the same bytes
/// as one that nobody disturbed, where batches and gradients depend on the step alone.
package final class Trainer {
  /// What one step found.
  package struct StepResult: Equatable, Sendable {
    /// The mean loss over the images.
    package var loss: Float
    /// How many images were shown.
    package var images: Int

    package init(loss: Float, images: Int) {
      self.loss = loss
      self.images = images
    }
  }

  /// How far a training is.
  package struct Progress: Equatable, Sendable {
    /// The finished steps.
    package var step: Int
    /// All steps.
    package var total: Int
    /// The mean loss of the last steps, at most ``Trainer/recentSteps``.
    package var loss: Float
    /// Images per second over the same steps.
    package var imagesPerSecond: Double
  }

  /// How a training ended.
  package enum Outcome: Equatable, Sendable {
    /// All steps are done.
    case finished
    /// The caller asked to stop; so many steps are done and in the checkpoint.
    case stopped(step: Int)
  }

  /// Where and how often the state is saved; besides at the end and when the training is stopped.
  package struct CheckpointPlan: Sendable {
    /// A safetensors file; it is read where it exists and replaced whole.
    package var file: URL
    /// After every so many steps; nil for the clock alone.
    package var everySteps: Int?
    /// After so many seconds.
    package var everySeconds: Double

    package init(file: URL, everySteps: Int? = nil, everySeconds: Double = 30) {
      require(everySteps ?? 1 > 0, "a checkpoint follows at least one step")
      self.file = file
      self.everySteps = everySteps
      self.everySeconds = everySeconds
    }
  }

  /// How many steps the means of ``Progress`` cover.
  package static let recentSteps = 20

  /// The bytes of a checkpoint of this training, without its header.
  package var checkpointBytes: Int {
    let sets = [store.weights, optimizer.state] + (average.map { [$0.weights] } ?? [])
    return sets.reduce(0) { $0 + 4 * $1.count }
  }

  /// How the values are trained.
  package let recipe: Recipe
  /// The values under training.
  package let store: ParameterStore
  /// The finished steps.
  package private(set) var step = 0

  private let subject: String
  private let phase: String?
  private var optimizer: Optimizer
  private var average: WeightAverage?

  /// A training at its first step.
  ///
  /// - Parameters:
  ///   - store: holds the first values.
  ///   - subject: in words or as JSON, what decides the result beside the recipe and the first
  ///     values: data, batch size, seeds. A checkpoint of another subject is refused.
  ///   - undecayed: the names of tensors that weight decay leaves alone, beside all vectors.
  ///   - phase: the name of the part of a ``PhasedTraining`` that this is, or nil.
  package init(
    _ recipe: Recipe, _ store: ParameterStore, subject: String, undecayed: Set<String> = [],
    phase: String? = nil
  ) {
    self.recipe = recipe
    self.store = store
    self.subject = subject
    self.phase = phase
    optimizer = Optimizer(
      recipe.method, weightDecay: recipe.weightDecay, for: store, undecayed: undecayed)
    average = recipe.averageDecay.map { WeightAverage(of: store.weights, decay: $0) }
  }

  /// The trained values: their average where the recipe keeps one.
  package var weights: Weights { average?.weights ?? store.weights }

  /// Goes on from the checkpoint, or begins where there is none, until the recipe ends.
  ///
  /// - Parameters:
  ///   - batch: the images of a step, counted from 0.
  ///   - gradients: adds the gradients of the step's loss to those of the store, which are 0.
  ///   - progress: called after each step.
  ///   - shouldStop: asked before each step.
  ///   - now: the clock, for checkpoints and images per second.
  /// - Throws: ``TrainingError`` where the training diverges, of which nothing is saved, or the
  ///   checkpoint belongs to another training; `SafetensorsError` where it cannot be read or written; what the closures
  ///   throw.
  package func run(
    checkpoint plan: CheckpointPlan? = nil,
    batch: (Int) throws -> Batch,
    gradients: (Batch, Int) throws -> StepResult,
    progress: (Progress) throws -> Void = { _ in },
    shouldStop: () -> Bool = { false },
    now: () -> ContinuousClock.Instant = { .now }
  ) throws -> Outcome {
    if let plan, FileManager.default.fileExists(atPath: plan.file.path) {
      try resume(from: plan.file)
    }
    var recent = RecentSteps(capacity: Self.recentSteps, start: now())
    var lastCheckpoint = now()
    var watch = DivergenceWatch(store.weights)
    func saveSound(to plan: CheckpointPlan?) throws {
      if step > 0, let sign = watch.sign(of: store.weights, loss: recent.loss) {
        throw diverged(sign, at: step - 1)
      }
      if let plan { try save(to: plan.file) }
    }
    while step < recipe.totalSteps {
      if shouldStop() {
        try saveSound(to: plan)
        return .stopped(step: step)
      }
      store.clearGradients()
      let result = try gradients(batch(step), step)
      if let sign = watch.sign(ofLoss: result.loss) { throw diverged(sign, at: step) }
      optimizer.update(store, learningRate: recipe.learningRate(at: step), step: step)
      average?.update(from: store, step: step)
      step += 1
      recent.append(result, at: now())
      try progress(
        Progress(
          step: step, total: recipe.totalSteps, loss: recent.loss,
          imagesPerSecond: recent.imagesPerSecond))
      if let plan, plan.isDue(after: step, since: lastCheckpoint, now: now()) {
        try saveSound(to: plan)
        lastCheckpoint = now()
      }
      recent.resume(at: now())
    }
    try saveSound(to: plan)
    return .finished
  }

  private func diverged(_ sign: Divergence.Sign, at step: Int) -> TrainingError {
    .diverged(Divergence(step: step, learningRate: recipe.learningRate(at: step), sign: sign))
  }

  /// Saves the state at once.
  func save(to file: URL) throws {
    let checkpoint = Checkpoint(
      phase: phase, step: step, recipe: recipe.fingerprint, subject: subject,
      values: store.weights, optimizer: optimizer.state, average: average?.weights)
    try checkpoint.safetensors.write(to: file)
  }

  private func resume(from file: URL) throws {
    let checkpoint = try Checkpoint(contentsOf: file)
    try checkpoint.check(
      phase: phase, recipe: recipe.fingerprint, subject: subject, file: file.path)
    try checkpoint.checkTensors(
      values: store.weights, optimizer: optimizer.state, average: average?.weights,
      file: file.path)
    guard checkpoint.step <= recipe.totalSteps else {
      throw TrainingError.noCheckpoint(file: file.path)
    }
    store.load(checkpoint.values)
    optimizer.load(checkpoint.optimizer)
    if let decay = recipe.averageDecay, let weights = checkpoint.average {
      average = WeightAverage(of: weights, decay: decay)
    }
    step = checkpoint.step
  }
}

extension Trainer.CheckpointPlan {
  fileprivate func isDue(
    after step: Int, since last: ContinuousClock.Instant, now: ContinuousClock.Instant
  ) -> Bool {
    if let everySteps, step % everySteps == 0 { return true }
    return now - last >= .seconds(everySeconds)
  }
}

/// The last steps, for the means that progress shows.
private struct RecentSteps {
  private struct Entry {
    var result: Trainer.StepResult
    var seconds: Double
  }

  private let capacity: Int
  private var entries: [Entry] = []
  private var last: ContinuousClock.Instant

  init(capacity: Int, start: ContinuousClock.Instant) {
    self.capacity = capacity
    last = start
  }

  mutating func append(_ result: Trainer.StepResult, at instant: ContinuousClock.Instant) {
    if entries.count == capacity { entries.removeFirst() }
    entries.append(Entry(result: result, seconds: (instant - last) / .seconds(1)))
    last = instant
  }

  /// Lets the time since the last step pass uncounted: that of checkpoints and measurements.
  mutating func resume(at instant: ContinuousClock.Instant) { last = instant }

  var loss: Float { entries.reduce(0) { $0 + $1.result.loss } / Float(max(entries.count, 1)) }

  var imagesPerSecond: Double {
    let images = entries.reduce(0) { $0 + $1.result.images }
    return Double(images) / max(entries.reduce(0) { $0 + $1.seconds }, 1e-9)
  }
}
