import Architectures
import Datasets
import Files
import Foundation
import Graphs
import Supernets
import Tensors
import Training

extension Pipeline {
  /// Trains what the request's recipe says, from its checkpoint where there is one.
  ///
  /// The result is `supernet.safetensors`; of a network that is trained alone, `graph.json`,
  /// `network.safetensors` and `network.json`. `curve.csv` holds the course of the training.
  /// - Throws: `SearchError` where no network fits a budget.
  public func train(again: Bool = false) async throws {
    try await perform(.train, again: again) {
      switch request.source {
      case .supernet(let name, _):
        try requireFit()
        try adopt(try TrainedSupernet(name))
      case .run(let folder, _):
        try adopt(try TrainedNetwork(folder))
      case .space, .architecture, .literature:
        try checkMemory(for: .train, try trainingMemory())
        try requireFit()
        try trainWeights()
      }
    }
  }

  /// Trains a supernet or one network.
  private func trainWeights() throws {
    let dataset = try dataset()
    let record = DataRecord(dataset)
    if !FileManager.default.fileExists(atPath: run.data.path) {
      try run.write(record, to: run.data)
      // Long class names take flash, too.
      try requireFit()
    }
    let notes = [record.division, record.untestedNote].compactMap(\.self)
    for note in notes + record.darkNotes(of: dataset.training) { progress(.note(note)) }
    let batches = trainingBatches(of: dataset, seed: seed(of: .batches))
    noteResampling(to: dataset)
    let course = try course(steps: request.training.epochs * batches.stepsPerEpoch)
    try checkRoom(for: course)
    let trained = try namingDivergence(
      stepsPerEpoch: batches.stepsPerEpoch, totalSteps: course.training.totalSteps
    ) { try go(through: course, with: batches) }
    guard let weights = trained else {
      throw PipelineError.interrupted(step: RunStep.train.rawValue)
    }
    try course.keep(weights)
    for file in RunStep.train.unfinishedFiles(in: run, devices: deviceNames) {
      try FileManager.default.removeIfPresent(file)
    }
  }

  /// The trained weights, or nil where the caller asked to stop.
  private func go(through course: TrainingCourse, with batches: TrainingBatches) throws -> Weights?
  {
    let training = course.training
    let total = training.totalSteps
    let prefetched = PrefetchedBatches(batches, end: total)
    let curve = LearningCurve(run.curve, total: total, measurements: accuracyMeasurements)
    let paces = training.phases.map {
      course.hasPhases ? Pace(of: "the phase '\($0.name)'") : Pace()
    }
    let weights = try training.run(
      checkpoint: Trainer.CheckpointPlan(file: run.checkpoint, everySeconds: checkpointSeconds),
      enter: course.enter,
      batch: { prefetched.batch(step: $0) },
      gradients: { batch, moment, store in
        let mixture = batches.mixture(step: moment.step)
        return try course.gradients(batch, targets(of: batch, mixed: mixture), moment, store)
      },
      progress: { passed, moment, trainer in
        let name = training.phases[moment.phase].name
        show(
          passed, share: course.share(after: passed.step, of: moment.phase), of: total,
          phase: course.hasPhases ? name : nil)
        if let note = paces[moment.phase].note(afterStep: passed.step, of: passed.total) {
          progress(.note(note))
        }
        let point = LearningCurve.Point(
          step: moment.step, phase: name, loss: passed.loss,
          imagesPerSecond: passed.imagesPerSecond)
        try curve.add(point) { try course.accuracies(trainer.weights) }
      },
      shouldStop: shouldStop)
    try curve.save()
    return weights
  }

  /// The images of each step as the request's training sees them, in an order of their own.
  func trainingBatches(of dataset: Dataset, seed: UInt64) -> TrainingBatches {
    let plan = request.training
    var augmentation = dataset.augmentation
    augmentation.cropPadding = plan.crop ?? augmentation.cropPadding
    augmentation.flips = plan.flips ?? augmentation.flips
    augmentation.cutout = plan.cutout
    return TrainingBatches(
      dataset.training, dataset.normalization, augmentation: augmentation, mixup: plan.mixup,
      size: plan.batch, seed: seed)
  }

  /// What the labels want: smoothed labels, mixed as the images are.
  func targets(of batch: Batch, mixed mixture: Mixture?) -> [Float] {
    func smoothed(_ labels: [Int]) -> [Float] {
      Targets.smoothed(
        labels, classes: request.data.classes, by: request.training.labelSmoothing)
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
          + "\(request.source.title) looks at no more"))
  }

  /// The trained weights.
  ///
  /// - Throws: where the training has not ended, or was another one.
  func readSupernet() throws -> Weights {
    let space = try request.searchedSpace()
    let step = RunStep.train.rawValue
    let file = try run.readWeights(
      run.supernet, writtenBy: step, expected: try Supernet(space).shapes())
    guard file.metadata["subject"] == (try subject) else {
      throw PipelineError.damaged(
        file: run.supernet.path, reason: "it comes from a training of another request.",
        step: step)
    }
    return file.weights
  }

  /// What decides the trained weights beside the recipe, as text.
  var subject: String {
    get throws {
      struct Subject: Encodable {
        var data: DataSource
        var space: SearchSpace?
        var network: String?
        var training: TrainingPlan
        var seed: UInt64
      }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      let subject = Subject(
        data: request.data, space: request.source.space,
        network: request.source.searchedSpace == nil ? request.source.title : nil,
        training: request.training, seed: request.seed)
      return String(decoding: try encoder.encode(subject), as: UTF8.self)
    }
  }

  /// Bytes that a device's files take for each value of its network: 4 as a float, 2 to 3 in the
  /// list of integers, 3 to 5 as C text.
  private static let deviceBytesPerValue = 12

  /// Says what the run may take of the disk; throws ``PipelineError/noRoom(folder:needed:free:)``
  /// where that is more than there is.
  private func checkRoom(for course: TrainingCourse) throws {
    let values = course.training.valueCount
    // Two checkpoints, as one replaces the other, the result and, of several phases, the teacher;
    // for each device at most the whole network.
    let all =
      2 * course.training.checkpointBytes + (course.hasPhases ? 8 : 4) * values
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

  /// Tells how far a training is.
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
