public import Foundation

/// A step of the flow: the verb that does it and the files that it leaves.
public enum RunStep: String, CaseIterable, Codable, Sendable {
  /// Data to supernet.
  case train
  /// Supernet to one sub-network per device.
  case search
  /// Sub-network to integer network.
  case quantize
  /// Integer network to C99.
  case emit
  /// C99 to a verdict of the emulated device.
  case verify
  /// Everything that was found to a table and a page.
  case report

  /// The steps after this one, in order.
  public var following: ArraySlice<RunStep> {
    let steps = Self.allCases
    guard let index = steps.firstIndex(of: self) else { return [] }
    return steps[(index + 1)...]
  }

  /// The files whose presence says that the step is done; written after all its others.
  public func files(in run: RunFolder, devices: [String]) -> [URL] {
    let folders = devices.map(run.device)
    return switch self {
    case .train:
      FileManager.default.fileExists(atPath: run.networkRecord.path)
        ? [run.network, run.networkRecord] : [run.supernet]
    case .search: [run.search]
    case .quantize: folders.map(\.integerGraph)
    case .emit: folders.map(\.firmware)
    case .verify: folders.map(\.verdict)
    case .report: [run.report, run.page]
    }
  }

  /// Whether the step needs the images.
  var readsImages: Bool {
    switch self {
    case .train, .search, .quantize, .verify: true
    case .emit, .report: false
    }
  }

  /// Whether every file of the step is there.
  ///
  /// Devices that no network fits have no files. A run that trains one architecture alone has the record
  /// of that network in place of a supernet.
  public func isDone(in run: RunFolder, devices: [String]) -> Bool {
    func exists(_ file: URL) -> Bool { FileManager.default.fileExists(atPath: file.path) }
    let unserved = Set(((try? run.readUnserved()) ?? []).map(\.device))
    let served = devices.filter { !unserved.contains($0) }
    if self == .emit { return !served.isEmpty && served.allSatisfy { run.device($0).isEmitted } }
    let files = files(in: run, devices: served)
    return !files.isEmpty && files.allSatisfy(exists)
  }

  /// Whether any file of the step is there.
  package func hasBegun(in run: RunFolder, devices: [String]) -> Bool {
    if self == .emit { return devices.contains { run.device($0).isEmitted } }
    return files(in: run, devices: devices).contains {
      FileManager.default.fileExists(atPath: $0.path)
    }
  }

  /// What the step keeps of its unfinished work.
  func unfinishedFiles(in run: RunFolder, devices: [String]) -> [URL] {
    switch self {
    case .train: [run.checkpoint, run.teacher]
    case .search: [run.candidates]
    case .quantize: devices.map { run.device($0).retraining }
    case .emit, .verify, .report: []
    }
  }

  /// Everything that the step writes, its unfinished state included.
  func allFiles(in run: RunFolder, devices: [String]) -> [URL] {
    let folders = devices.map(run.device)
    let others: [URL] =
      switch self {
      case .train:
        [
          run.supernet, run.networkRecord, run.network, run.graph, run.curve, run.predictor,
          run.predictorRecord,
          run.measured, run.data,
        ]
      case .search: [run.front] + folders.flatMap { [$0.architecture, $0.graph, $0.weights] }
      case .quantize: folders.flatMap { [$0.accuracy, $0.bits, $0.refused, $0.retrainingCurve] }
      case .emit, .verify, .report: []
      }
    return files(in: run, devices: devices) + unfinishedFiles(in: run, devices: devices) + others
  }
}
