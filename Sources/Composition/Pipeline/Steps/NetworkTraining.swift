import Datasets
import Devices
import Files
import Foundation
import Graphs
import Search
import Tensors
import Training

/// Trains the supernet of a run or its only network, and keeps it in the folder.
struct NetworkTraining {
  /// The folder and the request.
  let contents: RunContents
  /// The devices that are served.
  let devices: ServedDevices
  /// The images, read when they are first needed.
  let dataset: () throws -> Dataset
  /// What measures networks on them.
  let measurement: () throws -> NetworkMeasurement
  /// Where a training keeps its state and its curve.
  let files: (_ checkpoint: URL, _ curve: URL) -> TrainingFiles
  /// What computes.
  let context: StepContext

  private var folder: RunFolder { contents.run }
  private var request: FitRequest { contents.request }

  /// Trains a supernet or one network.
  func run() throws {
    let dataset = try dataset()
    let record = DataRecord(dataset)
    if !FileManager.default.fileExists(atPath: folder.data.path) {
      try folder.write(record, to: folder.data)
      // Long class names take flash, too.
      try requireFit()
    }
    let notes = [record.division, record.untestedNote].compactMap(\.self)
    for note in notes + record.darkNotes(of: dataset.training) { context.note(note) }
    noteResampling(to: dataset.training.shape.width)
    let batches = LabelledBatches(
      dataset, request.training, seed: request.seed(of: .batches))
    let steps = batches.images.stepsPerEpoch
    let course = try TrainingCourses(
      contents: contents, measurement: try measurement(), note: context.note
    ).course(steps: request.training.epochs * steps)
    try DiskForecast(training: course.training, devices: request.devices.count)
      .note(in: folder).map(context.note)
    let step = TrainStep(
      course: course, batches: batches,
      files: files(folder.checkpoint, folder.curve), context: context)
    do {
      try course.keep(try step.run())
    } catch TrainingError.diverged(let divergence) {
      // The same training would diverge again. The curve stays to be looked at.
      for file in [folder.checkpoint, folder.teacher, folder.data] {
        try FileManager.default.removeIfPresent(file)
      }
      throw divergence.error(
        stepsPerEpoch: steps, totalSteps: course.training.totalSteps,
        remedy: request.remedyOfDivergence(in: folder))
    }
    for file in RunStep.train.unfinishedFiles(in: folder, devices: request.devices.map(\.name)) {
      try FileManager.default.removeIfPresent(file)
    }
  }

  /// Finds the devices that hold no network of the run, before hours of training.
  ///
  /// - Throws: where the run has one device and nothing fits it, `SearchError`, or
  ///   ``PipelineError/doesNotFit(network:device:bits:violations:)`` of a network that is trained alone;
  ///   ``PipelineError/noneServed(_:)`` where nothing fits any.
  func requireFit() throws {
    if case .one(let alone) = try request.choice {
      guard !request.devices.isEmpty else { return }
      var misses: [String: any Error] = [:]
      for device in request.devices {
        do {
          _ = try contents.bitSelection(for: device).bits(of: alone)
        } catch  where error.isMiss {
          misses[device.name] = error
        }
      }
      return try devices.leaveOut(misses, in: .quantize, anew: true)
    }
    let targets = try contents.searchTargets(for: request.devices)
    try devices.leaveOut(try targets.misses(for: request), in: .train, anew: true)
  }

  /// Reports where images are read smaller than they were asked for.
  private func noteResampling(to side: Int) {
    guard let asked = request.data.imageSide, asked > side else { return }
    context.note(
      "images are read at \(side)x\(side) instead of \(asked)x\(asked) pixels: "
        + "\(request.source.title) looks at no more")
  }
}
