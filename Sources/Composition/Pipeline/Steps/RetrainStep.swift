import Datasets
import Graphs
import Planning
import Quantization
import Tensors
import Training

/// Lets a network learn with rounded values.
///
/// The recipe is that of the code of arXiv 1905.13082, scaled to the epochs: Adam from 10⁻⁴, half from
/// the middle on and a tenth in the last fifth. In the first epoch of several, batch norms are
/// trained; then they are recalibrated and folded.
struct RetrainStep {
  /// The images, and what measures networks on them.
  let measurement: NetworkMeasurement
  /// The images of each step.
  let batches: LabelledBatches
  /// How the network becomes integers, and how long it learns.
  let plan: QuantizationPlan
  /// The share of the target that is spread over all classes.
  let labelSmoothing: Double
  /// What decides the retrained weights beside their recipe, as text.
  let subject: String
  /// Where state and curve are kept.
  let files: TrainingFiles
  /// The title of the device, for the progress.
  let title: String

  private var context: StepContext { measurement.context }

  /// The integer network.
  ///
  /// - Parameter bits: nil is 8 everywhere.
  /// - Throws: ``PipelineError/interrupted(step:)`` where the caller asked to stop, and
  ///   `TrainingError.diverged`.
  func run(_ network: WeightedNetwork, at bits: BitAssignment?) throws -> IntegerGraph {
    let interface = network.interface
    let course = try RetrainingCourse(
      epochs: plan.retrainingEpochs, stepsPerEpoch: batches.images.stepsPerEpoch,
      labelSmoothing: labelSmoothing
    ) { phase in
      try RetrainableNetwork(
        network.graph, network.weights, phase: phase, bits: bits,
        calibratedOn: measurement.calibrationBatches(for: network),
        mean: interface.mean, std: interface.std, options: plan.options,
        values: measurement.nodeValues)
    }
    let training = PhasedTraining(
      course.phases, from: course.first.weights,
      // A training that is resumed behind the fold finds tensors without batch norms.
      layouts: course.networks.count > 1 ? [1: course.last.weights] : [:], subject: subject)
    let size = network.graph.inputValue.size
    let prefetched = PrefetchedBatches(batches.images, end: training.totalSteps)
    let curve = files.learningCurve(total: training.totalSteps)
    let pace = Pace(of: "retraining for \(title)")
    let weights = try training.run(
      checkpoint: Trainer.CheckpointPlan(
        file: files.checkpoint, everySeconds: files.checkpointSeconds),
      enter: { _, trained in
        let normalized = course.first
        let recalibrated = measurement.recalibrated(
          normalized.network, trained, reading: interface.normalization)
        return try normalized.folded(recalibrated).weights
      },
      batch: { prefetched.batch(step: $0) },
      gradients: { batch, moment, store in
        let outcome = context.engine.train(
          course.networks[moment.phase].network, store, on: batch.resized(to: size),
          towards: batches.targets(of: batch, step: moment.step), loss: interface.task.loss,
          statisticsMomentum: nil)
        return Trainer.StepResult(loss: outcome.loss, images: batch.count)
      },
      progress: { passed, moment, trainer in
        let phase = training.phases[moment.phase].name
        context.show(
          passed, share: Double(moment.step) / Double(training.totalSteps),
          of: training.totalSteps, phase: "\(title), retraining, \(phase)")
        if let note = pace.note(afterStep: moment.step, of: training.totalSteps) {
          context.note(note)
        }
        let point = LearningCurve.Point(
          step: moment.step, phase: phase, loss: passed.loss,
          imagesPerSecond: passed.imagesPerSecond)
        try curve.add(point) {
          [
            measurement.heldOutScore(
              of: course.networks[moment.phase].network, trainer.weights, reading: interface)
          ]
        }
      },
      shouldStop: context.shouldStop)
    try curve.save()
    guard let weights else { throw PipelineError.interrupted(step: RunStep.quantize.rawValue) }
    return try course.last.integerGraph(weights)
  }
}

/// The phases of a retraining with the network that each of them trains.
private struct RetrainingCourse {
  /// The learning rate of the reference at the beginning.
  private static let learningRate = 1e-4

  let networks: [RetrainableNetwork]
  let phases: [PhasedTraining.Phase]

  var first: RetrainableNetwork { networks[0] }
  var last: RetrainableNetwork { networks[networks.count - 1] }

  /// - Parameters:
  ///   - epochs: at least 1; of a single one, batch norms are folded from the beginning.
  ///   - network: prepared for a phase.
  init(
    epochs: Int, stepsPerEpoch: Int, labelSmoothing: Double,
    network: (RetrainableNetwork.Phase) throws -> RetrainableNetwork
  ) throws {
    let total = epochs * stepsPerEpoch
    let drops = [
      Recipe.Drop(step: total / 2, factor: 0.5), Recipe.Drop(step: total * 4 / 5, factor: 0.1),
    ]
    func phase(_ phase: RetrainableNetwork.Phase, from begin: Int, steps: Int)
      -> PhasedTraining.Phase
    {
      PhasedTraining.Phase(
        phase.rawValue,
        Recipe(
          method: .standardAdamW, peakLearningRate: Self.learningRate, totalSteps: steps,
          labelSmoothing: labelSmoothing,
          drops: drops.map { Recipe.Drop(step: $0.step - begin, factor: $0.factor) }))
    }
    guard epochs > 1 else {
      networks = [try network(.folded)]
      phases = [phase(.folded, from: 0, steps: total)]
      return
    }
    let normalized = try network(.normalized)
    // Its graph depends on the calibration only, so a resumed training finds it again.
    networks = [normalized, try normalized.folded(normalized.weights)]
    phases = [
      phase(.normalized, from: 0, steps: stepsPerEpoch),
      phase(.folded, from: stepsPerEpoch, steps: total - stepsPerEpoch),
    ]
  }
}
