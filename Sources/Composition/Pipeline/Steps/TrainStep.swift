import Datasets
import Tensors
import Training

/// Trains what a course says, from its checkpoint where there is one.
struct TrainStep {
  /// The step of the run that it belongs to.
  var step = RunStep.train
  /// What is trained, and how.
  let course: TrainingCourse
  /// The images of each step with their targets.
  let batches: LabelledBatches
  /// Where state and curve are kept.
  let files: TrainingFiles
  /// What computes.
  let context: StepContext

  /// The trained weights.
  ///
  /// - Throws: ``PipelineError/interrupted(step:)`` where the caller asked to stop, and
  ///   `TrainingError.diverged`.
  func run() throws -> Weights {
    let training = course.training
    let total = training.totalSteps
    let prefetched = PrefetchedBatches(batches.images, end: total)
    let curve = files.learningCurve(total: total)
    let paces = training.phases.indices.map { phase in
      course.words(of: phase).map { Pace(of: $0) } ?? Pace()
    }
    let weights = try training.run(
      checkpoint: Trainer.CheckpointPlan(
        file: files.checkpoint, everySeconds: files.checkpointSeconds),
      enter: course.enter,
      batch: { prefetched.batch(step: $0) },
      gradients: { batch, moment, store in
        try course.gradients(batch, batches.targets(of: batch, step: moment.step), moment, store)
      },
      progress: { passed, moment, trainer in
        let name = training.phases[moment.phase].name
        context.show(
          passed, share: course.share(after: passed.step, of: moment.phase), of: total,
          phase: [course.title, course.hasPhases ? name : nil].compactMap(\.self))
        if let note = paces[moment.phase].note(afterStep: passed.step, of: passed.total) {
          context.note(note)
        }
        let point = LearningCurve.Point(
          step: moment.step, phase: name, loss: passed.loss,
          imagesPerSecond: passed.imagesPerSecond)
        try curve.add(point) { try course.accuracies(trainer.weights, moment.phase) }
      },
      shouldStop: context.shouldStop)
    try curve.save()
    guard let weights else { throw PipelineError.interrupted(step: step.rawValue) }
    return weights
  }
}

extension StepContext {
  /// Reports how far a training is.
  ///
  /// - Parameters:
  ///   - share: of the work that is done; steps of different phases take different times.
  ///   - phase: what is trained and its phase, in words.
  func show(_ passed: Trainer.Progress, share: Double, of total: Int, phase: [String]) {
    let loss = (passed.loss * 1000).rounded() / 1000
    let pace = "loss \(loss) · \(Int(passed.imagesPerSecond.rounded())) images/s"
    progress(
      .step(
        done: Int((share * Double(total)).rounded()), total: total,
        detail: (phase + [pace]).joined(separator: " · ")))
  }
}
