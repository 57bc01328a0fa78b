import Datasets
import Devices
import Files
import Foundation
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

  let progress: @Sendable (Progress) -> Void
  let shouldStop: @Sendable () -> Bool
  let images = Lazy<Dataset>()
  private let sharedEngine = Lazy<Engine>()
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
    var request = request
    lock = try RunFolderLock(run)
    try run.removePartialFiles(devices: request.devices.map(\.name))
    // A run that has not seen its images yet may be asked for anything else.
    if FileManager.default.fileExists(atPath: run.data.path) {
      let stored = try run.readRequest()
      if let difference = stored.difference(from: request) {
        guard revises, stored.revised(by: request).difference(from: request) == nil else {
          throw PipelineError.otherRequest(folder: run.url.path, difference: difference)
        }
        var renamed = stored
        renamed.name = request.name
        let isRenamed = renamed.difference(from: request) == nil
        let steps = [RunStep.report, .verify, .emit] + (isRenamed ? [] : [.quantize])
        try run.forgetUnserved(by: steps)
        for step in steps {
          try run.remove(step, devices: stored.devices.map(\.name))
        }
        request.spell(as: stored)
        try run.write(StoredRequest(format: RunFolder.format, request: request), to: run.request)
      } else {
        request.spell(as: stored)
      }
    } else {
      try FileManager.default.removeIfPresent(run.unserved)
      try run.write(StoredRequest(format: RunFolder.format, request: request), to: run.request)
    }
    self.run = run
    self.request = request
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
    if !last.following.contains(.emit) { try checkFirmware(again: again) }
    if !last.following.contains(.verify),
      again || !RunStep.verify.isDone(in: run, devices: deviceNames)
    {
      try announceProofs()
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

  /// What computes in floating point.
  var engine: Engine {
    sharedEngine.value {
      let precision: Engine.Precision =
        switch request.training.precision {
        case .float32: .float32
        case .bfloat16: .bfloat16
        }
      return Engine(threads: request.threads, precision: precision)
    }
  }
}

/// The request with the format of the folder that holds it.
struct StoredRequest: Codable {
  var format: Int
  var request: FitRequest
}

extension RunFolder {
  /// The request of the run that this folder holds, with every value in its range.
  public func readRequest() throws -> FitRequest {
    struct Header: Decodable { var format: Int }
    let header = try read(Header.self, from: request, writtenBy: "fit")
    guard header.format == Self.format else {
      throw PipelineError.version(
        folder: url.path, found: header.format, expected: Self.format)
    }
    let stored = try read(StoredRequest.self, from: request, writtenBy: "fit").request
    do {
      try stored.check()
    } catch PipelineError.request(let sentence) {
      throw PipelineError.damaged(file: request.path, reason: sentence, step: "fit")
    }
    return stored
  }
}
