import Datasets
import Devices
import Files
import Foundation
import Graphs
import Planning
import Quantization
import Tensors
import Training

extension Pipeline {
  /// The integer network of a device after it has learnt with rounded values; nil where the caller
  /// asked to stop.
  ///
  /// The recipe is that of arXiv 1905.13082, scaled to the epochs: Adam from 10⁻⁴, half of it from
  /// the middle on and a tenth in the last fifth. In the first epoch of several, batch norms are
  /// trained; then they are recalibrated and folded (section 7 of `memory-driven.md`).
  func retrained(
    _ network: FloatNetwork, at bits: BitAssignment?, on device: Device
  ) throws -> IntegerGraph? {
    let dataset = try dataset()
    let batches = trainingBatches(
      of: dataset, seed: seed(of: .retraining, from: request.quantization.retrainingSeed))
    let epochs = request.quantization.retrainingEpochs
    let course = try RetrainingCourse(
      epochs: epochs, stepsPerEpoch: batches.stepsPerEpoch,
      labelSmoothing: request.training.labelSmoothing
    ) { phase in
      try RetrainableNetwork(
        network.graph, network.weights, phase: phase, bits: bits,
        calibratedOn: try calibrationBatches(for: network.graph),
        mean: dataset.normalization.mean, std: dataset.normalization.std,
        options: request.quantization.options, values: nodeValues)
    }
    let folder = run.device(device.name)
    let training = PhasedTraining(
      course.phases, from: course.first.weights,
      // A training that is resumed behind the fold finds tensors without batch norms.
      layouts: course.networks.count > 1 ? [1: course.last.weights] : [:],
      subject: try retrainingSubject(bits))
    let side = network.graph.inputValue.width
    let prefetched = PrefetchedBatches(batches, end: training.totalSteps)
    let curve = LearningCurve(
      folder.retrainingCurve, total: training.totalSteps, measurements: accuracyMeasurements)
    let pace = Pace(of: "retraining for \(device.title)")
    let weights = try namingDivergence(
      of: folder.retraining, stepsPerEpoch: batches.stepsPerEpoch, totalSteps: training.totalSteps
    ) {
      try training.run(
        checkpoint: Trainer.CheckpointPlan(
          file: folder.retraining, everySeconds: checkpointSeconds),
        enter: { _, trained in
          let normalized = course.first
          return try normalized.folded(try recalibrated(normalized.network, trained)).weights
        },
        batch: { prefetched.batch(step: $0) },
        gradients: { batch, moment, store in
          let outcome = engine.train(
            course.networks[moment.phase].network, store, on: batch.sized(side),
            towards: targets(of: batch, mixed: batches.mixture(step: moment.step)),
            statisticsMomentum: nil)
          return Trainer.StepResult(loss: outcome.loss, images: batch.count)
        },
        progress: { passed, moment, trainer in
          let phase = training.phases[moment.phase].name
          show(
            passed, share: Double(moment.step) / Double(training.totalSteps),
            of: training.totalSteps, phase: "\(device.title), retraining, \(phase)")
          if let note = pace.note(afterStep: moment.step, of: training.totalSteps) {
            progress(.note(note))
          }
          let point = LearningCurve.Point(
            step: moment.step, phase: phase, loss: passed.loss,
            imagesPerSecond: passed.imagesPerSecond)
          try curve.add(point) {
            [try heldOutAccuracy(of: course.networks[moment.phase].network, trainer.weights)]
          }
        },
        shouldStop: shouldStop)
    }
    try curve.save()
    guard let weights else { return nil }
    return try course.last.integerGraph(weights)
  }

  /// What decides retrained weights beside their recipe, as text.
  private func retrainingSubject(_ bits: BitAssignment?) throws -> String {
    struct Subject: Encodable {
      var network: String
      var plan: QuantizationPlan
      var bits: BitAssignment?
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let subject = Subject(network: try subject, plan: request.quantization, bits: bits)
    return String(decoding: try encoder.encode(subject), as: UTF8.self)
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
