import Datasets
import Graphs
import Reports
import Tensors
import Training

/// Trains what a course says, from its checkpoint where there is one.
struct TrainStep {
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
    let paces = training.phases.map {
      course.hasPhases ? Pace(of: "the phase '\($0.name)'") : Pace()
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
          phase: course.hasPhases ? name : nil)
        if let note = paces[moment.phase].note(afterStep: passed.step, of: passed.total) {
          context.note(note)
        }
        let point = LearningCurve.Point(
          step: moment.step, phase: name, loss: passed.loss,
          imagesPerSecond: passed.imagesPerSecond)
        try curve.add(point) { try course.accuracies(trainer.weights) }
      },
      shouldStop: context.shouldStop)
    try curve.save()
    guard let weights else { throw PipelineError.interrupted(step: RunStep.train.rawValue) }
    return weights
  }
}

/// The images of each step of a training with what the network is to answer.
struct LabelledBatches {
  /// The images in an order of their own, moved, mirrored and mixed.
  let images: TrainingBatches
  private let task: NetworkTask
  private let smoothing: Double

  /// - Parameters:
  ///   - dataset: whose training part is seen.
  ///   - plan: how.
  ///   - interface: of the network; nil is that of the images.
  ///   - seed: of order and augmentation.
  init(
    _ dataset: Dataset, _ plan: TrainingPlan, reading interface: NetworkInterface? = nil,
    seed: UInt64
  ) {
    var augmentation = dataset.augmentation
    augmentation.cropPadding = plan.crop ?? augmentation.cropPadding
    augmentation.flips = plan.flips ?? augmentation.flips
    augmentation.cutout = plan.cutout
    images = TrainingBatches(
      dataset.training, interface?.normalization ?? dataset.normalization,
      augmentation: augmentation, mixup: plan.mixup, size: plan.batch, seed: seed)
    task = interface?.task ?? dataset.task
    smoothing = plan.labelSmoothing
  }

  /// What networks are to answer: smoothed labels, `[N, classes]`, mixed as the images are; for plain
  /// values the inputs themselves, which are mixed already.
  func targets(of batch: Batch, step: Int) -> [Float] {
    guard case .classes(let classes) = task else { return batch.images }
    func smoothed(_ labels: [Int]) -> [Float] {
      Targets.smoothed(labels, classes: classes.count, by: smoothing)
    }
    let targets = smoothed(batch.labels)
    guard let mixture = images.mixture(step: step) else { return targets }
    return Targets.mixed(
      targets, smoothed(mixture.partners(of: batch.labels)), share: mixture.share)
  }
}

extension StepContext {
  /// Reports how far a training is.
  ///
  /// - Parameter share: of the work that is done; steps of different phases take different times.
  func show(_ passed: Trainer.Progress, share: Double, of total: Int, phase: String?) {
    let loss = (passed.loss * 1000).rounded() / 1000
    let pace = "loss \(loss) · \(Int(passed.imagesPerSecond.rounded())) images/s"
    progress(
      .step(
        done: Int((share * Double(total)).rounded()), total: total,
        detail: [phase, pace].compactMap { $0 }.joined(separator: " · ")))
  }
}
