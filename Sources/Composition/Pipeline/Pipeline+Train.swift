import Architectures
import Datasets
import Files
import Foundation
import Graphs
import Supernets
import Tensors
import Training

extension Pipeline {
  /// Trains the supernet, from its checkpoint where there is one: `supernet.safetensors`.
  ///
  /// Every step trains the largest and the smallest sub-network and two drawn ones; the largest
  /// teaches the others (arXiv 2003.11142, section 3.1).
  /// - Throws: `SearchError` where no network fits a budget.
  public func train(again: Bool = false) async throws {
    try await perform(.train, again: again) {
      try requireFit()
      let dataset = try dataset()
      if !FileManager.default.fileExists(atPath: run.data.path) {
        try run.write(DataRecord(dataset), to: run.data)
      }
      let batches = try trainingBatches(of: dataset)
      noteResampling(to: dataset)
      let recipe = recipe(stepsPerEpoch: batches.stepsPerEpoch)
      let supernet = try Supernet(request.space)
      let store = ParameterStore(try supernet.initialWeights(seed: seed(of: .weights)))
      let rule = SandwichRule(
        seed: seed(of: .subnetworks), labelSmoothing: request.training.labelSmoothing)
      let trainer = Trainer(
        recipe, store, subject: try subject, undecayed: supernet.kernelTransformNames)
      try checkRoom(for: trainer)
      let prefetched = PrefetchedBatches(batches, end: recipe.totalSteps)
      let engine = engine
      let pace = Pace()
      let outcome = try trainer.run(
        checkpoint: Trainer.CheckpointPlan(
          file: run.checkpoint, everySeconds: checkpointSeconds),
        batch: { prefetched.batch(step: $0) },
        gradients: { batch, step in
          try supernet.sandwichStep(
            rule, on: batch, towards: targets(of: batch, mixed: batches.mixture(step: step)),
            step: step, engine: engine, store: store)
        },
        progress: {
          show($0)
          if let note = pace.note(afterStep: $0.step, of: $0.total) { progress(.note(note)) }
        },
        shouldStop: shouldStop)
      guard outcome == .finished else {
        throw PipelineError.interrupted(step: RunStep.train.rawValue)
      }
      try Safetensors(trainer.weights, metadata: ["subject": try subject]).write(to: run.supernet)
      try FileManager.default.removeIfPresent(run.checkpoint)
    }
  }

  private func trainingBatches(of dataset: Dataset) throws -> TrainingBatches {
    let plan = request.training
    guard plan.batch <= dataset.training.count else {
      throw PipelineError.request(
        "A step takes \(plan.batch) images, but only \(dataset.training.count) are left to train "
          + "with; take a smaller batch, more images or fewer held-out ones.")
    }
    var augmentation = dataset.augmentation
    augmentation.cropPadding = plan.crop ?? augmentation.cropPadding
    augmentation.flips = plan.flips ?? augmentation.flips
    augmentation.cutout = plan.cutout
    return TrainingBatches(
      dataset.training, dataset.normalization, augmentation: augmentation, mixup: plan.mixup,
      size: plan.batch, seed: seed(of: .batches))
  }

  /// What the largest network is to answer: smoothed labels, mixed as the images are.
  private func targets(of batch: Batch, mixed mixture: Mixture?) -> [Float] {
    func smoothed(_ labels: [Int]) -> [Float] {
      Targets.smoothed(
        labels, classes: request.space.classes, by: request.training.labelSmoothing)
    }
    let targets = smoothed(batch.labels)
    guard let mixture else { return targets }
    return Targets.mixed(
      targets, smoothed(mixture.partners(of: batch.labels)), share: mixture.share)
  }

  /// Says where the images are read smaller than they were asked for.
  private func noteResampling(to dataset: Dataset) {
    let side = dataset.training.shape.width
    guard let asked = request.data.imageSide, asked > side else { return }
    progress(
      .note(
        "images are read at \(side)x\(side) instead of \(asked)x\(asked) pixels: "
          + "\(request.space.name) looks at no more"))
  }

  private func recipe(stepsPerEpoch: Int) -> Recipe {
    let plan = request.training
    let total = plan.epochs * stepsPerEpoch
    return Recipe(
      method: plan.optimizer.method, peakLearningRate: plan.learningRate,
      warmUpSteps: min(total / 10, 500), totalSteps: total, weightDecay: plan.weightDecay,
      labelSmoothing: plan.labelSmoothing, averageDecay: plan.averageDecay)
  }

  /// The trained weights.
  ///
  /// - Throws: where the training has not ended, or was another one.
  func readSupernet() throws -> Weights {
    let step = RunStep.train.rawValue
    let file = try run.readWeights(
      run.supernet, writtenBy: step, expected: try Supernet(request.space).shapes())
    guard file.metadata["subject"] == (try subject) else {
      throw PipelineError.damaged(
        file: run.supernet.path, reason: "it comes from a training of another request.",
        step: step)
    }
    return file.weights
  }

  /// What decides the trained weights beside the recipe, as text.
  private var subject: String {
    get throws {
      struct Subject: Encodable {
        var data: DataSource
        var space: SearchSpace
        var training: TrainingPlan
        var seed: UInt64
      }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      let subject = Subject(
        data: request.data, space: request.space, training: request.training, seed: request.seed)
      return String(decoding: try encoder.encode(subject), as: UTF8.self)
    }
  }

  /// Bytes that a device's files take for each value of its network: 4 as a float, 2 to 3 in the
  /// list of integers, 3 to 5 as C text.
  private static let deviceBytesPerValue = 12

  /// Says what the run may take of the disk; throws ``PipelineError/noRoom(folder:needed:free:)``
  /// where that is more than there is.
  private func checkRoom(for trainer: Trainer) throws {
    let values = trainer.store.weights.count
    // Two checkpoints, as one replaces the other, and the result; for each device at most the whole
    // network.
    let all =
      2 * trainer.checkpointBytes + 4 * values
      + request.devices.count * values * Self.deviceBytesPerValue
    let kept = (try? run.checkpoint.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0
    let needed = max(0, all - kept)
    guard let free = FileManager.default.freeBytes(at: run.url) else { return }
    guard needed <= free else {
      throw PipelineError.noRoom(folder: run.url.path, needed: needed, free: free)
    }
    progress(
      .note(
        "the run takes up to \(mebibytes(needed)) MiB on the disk; \(mebibytes(free)) MiB are free"
      ))
  }

  private func show(_ training: Trainer.Progress) {
    let loss = (training.loss * 1000).rounded() / 1000
    progress(
      .step(
        done: training.step, total: training.total,
        detail: "loss \(loss) · \(Int(training.imagesPerSecond.rounded())) images/s"))
  }
}

extension TrainingPlan.Optimizer {
  /// The rule as the trainer knows it.
  fileprivate var method: Recipe.Method {
    switch self {
    case .sgd: .standardSGD
    case .adamW: .standardAdamW
    }
  }
}
