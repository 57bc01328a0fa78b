import Datasets
import Devices
import Files
import Graphs
import Tensors

/// The way of a network from data to proved firmware, step by step, on one run folder.
///
/// Every step reads the files of earlier steps and writes its own, so a run can be stopped, looked
/// at, resumed and repeated; a step whose files exist is not done again unless it is asked to. A
/// step that is done removes what later steps made of its earlier result.
public struct Pipeline: Sendable {
  /// The folder of the run.
  public let run: RunFolder
  /// What the run was asked for.
  public let request: FitRequest

  private let progress: @Sendable (Progress) -> Void
  let shouldStop: @Sendable () -> Bool
  let images = Lazy<Dataset>()
  let sharedEngine: SharedEngine
  let checkpointSeconds: Double
  let accuracyMeasurements: Int
  /// The bytes of memory that may still be used, or nil where that is not known.
  var memoryLimit: @Sendable () -> Int? = { SystemMemory.availableBytes }
  /// Links emitted code.
  var linker = ImageLinker()
  private let lock: RunFolderLock

  /// Starts a run, or goes on with the one that the folder holds.
  ///
  /// - Parameters:
  ///   - request: what is asked for.
  ///   - run: the folder.
  ///   - checkpointSeconds: how long a training works between two checkpoints; a process that is
  ///     killed loses no more.
  ///   - accuracyMeasurements: how often a training measures held-out accuracies for its curve.
  ///   - revises: whether devices and quantization may be others than before, where that leaves the
  ///     training and the search as they are; what they have made is removed.
  ///   - progress: called from any thread, often.
  ///   - shouldStop: asked from any thread, often; where it answers true, the state is saved and
  ///     ``PipelineError/interrupted(step:)`` is thrown.
  /// - Throws: ``PipelineError`` where the folder is locked, of another version or of another request.
  public init(
    request: FitRequest, in run: RunFolder, checkpointSeconds: Double = 30,
    accuracyMeasurements: Int = 10, revises: Bool = false,
    progress: @escaping @Sendable (Progress) -> Void = { _ in },
    shouldStop: @escaping @Sendable () -> Bool = { false }
  ) throws {
    try request.check()
    lock = try RunFolderLock(run)
    try run.removePartialFiles(devices: request.devices.map(\.name))
    self.request = try StoredRequest.begin(run, request, revises: revises)
    let decided = run.computingIfReadable?.precision
    sharedEngine = SharedEngine(
      threads: request.threads,
      precision: request.training.precision.ofEngine ?? decided ?? .float32)
    self.run = run
    self.checkpointSeconds = checkpointSeconds
    self.accuracyMeasurements = accuracyMeasurements
    self.progress = progress
    self.shouldStop = shouldStop
  }

  /// Opens the run that a folder holds, for one of its steps.
  ///
  /// - Parameters:
  ///   - run: the folder.
  ///   - threads: worker threads in place of those that the run was started with.
  ///   - dataPath: where the images are now, in place of where they were; it is remembered once they
  ///     have turned out to be the same.
  ///   - checkpointSeconds: how long a training works between two checkpoints.
  ///   - accuracyMeasurements: how often a training measures held-out accuracies for its curve.
  ///   - progress: called from any thread, often.
  ///   - shouldStop: asked from any thread, often.
  /// - Throws: ``PipelineError`` where the folder holds no run, is locked or is of another version.
  public init(
    opening run: RunFolder, threads: Int? = nil, dataPath: String? = nil,
    checkpointSeconds: Double = 30,
    accuracyMeasurements: Int = 10,
    progress: @escaping @Sendable (Progress) -> Void = { _ in },
    shouldStop: @escaping @Sendable () -> Bool = { false }
  ) throws {
    var request = try run.readRequest()
    request.threads = threads ?? request.threads
    if let dataPath { try request.moveData(to: dataPath) }
    try self.init(
      request: request, in: run, checkpointSeconds: checkpointSeconds,
      accuracyMeasurements: accuracyMeasurements, progress: progress, shouldStop: shouldStop)
  }

  /// Everything from the data to the report; what is done already is not done again.
  ///
  /// - Parameters:
  ///   - again: whether everything is done from the start.
  ///   - last: the step that is done last.
  /// - Throws: what the steps throw.
  public func fit(again: Bool = false, until last: RunStep = .report) async throws {
    if last != .train { try requireDevice() }
    if !last.following.contains(.emit) { try requireUnchangedFirmware(again: again) }
    if !last.following.contains(.verify),
      again || !RunStep.verify.isDone(in: run, devices: deviceNames)
    {
      try request.devices.notesOfProofs().forEach(context.note)
    }
    for step in request.steps where !last.following.contains(step) {
      let again = again && step == .train
      switch step {
      case .train: try await train(again: again)
      case .search: try await search(again: again)
      case .quantize: try await quantize(again: again)
      case .emit: try await emit(again: again)
      case .verify: try await verify(again: again)
      case .report: try await report(again: again)
      }
    }
  }

  /// What the folder holds, checked against the request.
  var contents: RunContents { RunContents(run: run, request: request) }

  /// The devices of the run, and which of them are served.
  var devices: ServedDevices {
    ServedDevices(run: run, devices: request.devices, note: context.note)
  }

  /// The names of the devices in the order of the request.
  var deviceNames: [String] { request.devices.map(\.name) }

  /// What the steps share.
  var context: StepContext {
    StepContext(
      engine: engine, threads: request.threads, progress: progress, shouldStop: shouldStop)
  }

  /// The images, read or generated when they are first needed.
  func dataset() throws -> Dataset {
    try images.value { try ImageLoading(contents: contents, context: context).dataset() }
  }

  /// What measures networks on the images of the run.
  func measurement() throws -> NetworkMeasurement {
    let dataset = try dataset()
    let count = min(request.search.recalibrationImages, dataset.training.count)
    let batches = TrainingBatches(
      dataset.training, dataset.normalization, size: count, seed: request.seed(of: .recalibration))
    return NetworkMeasurement(
      dataset: dataset, recalibrationImages: dataset.training.subset(batches.indices(step: 0)),
      context: context)
  }

  /// What estimates the memory of the steps.
  func memoryForecast() throws -> MemoryForecast {
    MemoryForecast(
      request: request, imageCount: try contents.foundData().imageCount, engine: engine,
      available: memoryLimit())
  }

  /// What computes in floating point.
  var engine: Engine { sharedEngine.engine }

  /// Decides how values are kept in training, unless that is asked for or was decided before, and keeps
  /// it.
  ///
  /// - Parameter graph: the network that is trained, or the largest one.
  func decidePrecision(training graph: FloatGraph) throws {
    let asked = request.training.precision.ofEngine
    var record = try run.readComputing()
    if record == nil || asked != nil {
      record = ComputingRecord(asked: asked) { PrecisionTrial(of: graph, shouldStop: shouldStop) }
      try context.checkForStop(during: .train)
      try run.write(record, to: run.computing)
      record?.note.map(context.note)
    }
    guard let precision = record?.precision else { return }
    sharedEngine.use(precision)
    if !Engine.Backend.standard.precisions.contains(precision) {
      context.note(
        "the training began in \(precision.rawValue), which this processor does not have; it goes on in "
          + "float32 and ends with other weights")
    }
  }
}
