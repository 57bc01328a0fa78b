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
    let phases = try RetrainingPhases(
      epochs: plan.retrainingEpochs, stepsPerEpoch: batches.images.stepsPerEpoch,
      labelSmoothing: labelSmoothing
    ) { phase in
      try RetrainableNetwork(
        network.graph, network.weights, phase: phase, bits: bits,
        calibratedOn: measurement.calibrationBatches(for: network),
        mean: interface.mean, std: interface.std, options: plan.options,
        values: measurement.nodeValues)
    }
    let size = network.graph.inputValue.size
    let course = TrainingCourse(
      training: PhasedTraining(
        phases.phases, from: phases.first.weights,
        // A training that is resumed behind the fold finds tensors without batch norms.
        layouts: phases.networks.count > 1 ? [1: phases.last.weights] : [:], subject: subject),
      title: "retraining for \(title)",
      enter: { _, trained in
        let normalized = phases.first
        let recalibrated = measurement.recalibrated(
          normalized.network, trained, reading: interface.normalization)
        return try normalized.folded(recalibrated).weights
      },
      gradients: { batch, targets, moment, store in
        let outcome = context.engine.train(
          phases.networks[moment.phase].network, store, on: batch.resized(to: size),
          towards: targets, loss: interface.task.loss, statisticsMomentum: nil)
        return Trainer.StepResult(loss: outcome.loss, images: batch.count)
      },
      accuracies: { weights, phase in
        [
          measurement.heldOutScore(
            of: phases.networks[phase].network, weights, reading: interface)
        ]
      })
    let trained = try TrainStep(
      step: .quantize, course: course, batches: batches, files: files, context: context
    ).run()
    return try phases.last.integerGraph(trained)
  }
}

/// The phases of a retraining with the network that each of them trains.
private struct RetrainingPhases {
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
