import Files
public import Foundation

/// The folder of one run: every step reads and writes named files in it.
///
/// A file appears whole or not at all. The folder is locked while a process works on it.
public struct RunFolder: Sendable {
  /// The format of the files; a folder of another format is refused.
  static let format = 2

  /// Where the folder is.
  public let url: URL

  /// A folder, which need not exist yet.
  public init(_ url: URL) {
    self.url = url
  }

  /// What the run was asked for.
  public var request: URL { url.appending(path: "request.json") }
  /// What is known of the images: classes, shape and normalisation.
  public var data: URL { url.appending(path: "data.json") }
  /// Images of a folder at the size of the set, so that their files are decoded once.
  public var images: URL { url.appending(path: "images.cache") }
  /// How values are kept in training, and why.
  public var computing: URL { url.appending(path: "computing.json") }
  /// The trained supernet.
  public var supernet: URL { url.appending(path: "supernet.safetensors") }
  /// The state of an unfinished training.
  public var checkpoint: URL { url.appending(path: "training.safetensors") }
  /// The full network that teaches in a progressive training, while it is unfinished.
  public var teacher: URL { url.appending(path: "teacher.safetensors") }
  /// How the training went, step by step.
  public var curve: URL { url.appending(path: "curve.csv") }
  /// The network that was trained alone, with what goes in and comes out.
  public var graph: URL { url.appending(path: "graph.json") }
  /// Its weights.
  public var network: URL { url.appending(path: "network.safetensors") }
  /// What it takes and how well it does.
  public var networkRecord: URL { url.appending(path: "network.json") }
  /// The predictor of the accuracies of the supernet's parts.
  public var predictor: URL { url.appending(path: "predictor.safetensors") }
  /// How well it predicts.
  public var predictorRecord: URL { url.appending(path: "predictor.json") }
  /// The sub-networks that it learned from and was judged by.
  public var measured: URL { url.appending(path: "measured.json") }
  /// The networks that no other one beats in predicted accuracy and costs, from which many devices are
  /// served.
  public var front: URL { url.appending(path: "front.json") }
  /// The candidates that an unfinished search has measured so far.
  public var candidates: URL { url.appending(path: "candidates.json") }
  /// The measured candidates and the winner of each device.
  public var search: URL { url.appending(path: "search.json") }
  /// The devices that no network fits, where others are served.
  public var unserved: URL { url.appending(path: "unserved.json") }
  /// How long each step worked.
  public var times: URL { url.appending(path: "times.json") }
  /// The report as data.
  public var report: URL { url.appending(path: "report.json") }
  /// The report as a page.
  public var page: URL { url.appending(path: "report.html") }

  /// The files of one device.
  public func device(_ name: String) -> DeviceFolder {
    DeviceFolder(url: url.appending(path: name, directoryHint: .isDirectory))
  }

  /// The files of one device in a run.
  public struct DeviceFolder: Sendable {
    /// Where the folder is.
    public let url: URL

    /// The chosen architecture with its cost.
    public var architecture: URL { url.appending(path: "architecture.json") }
    /// The network of the device in floating point, with what goes in and comes out.
    public var graph: URL { url.appending(path: "graph.json") }
    /// Its weights, with recalibrated batch norms.
    public var weights: URL { url.appending(path: "weights.safetensors") }
    /// The integer network.
    public var integerGraph: URL { url.appending(path: "model.json") }
    /// The bits of the network and the memory that they take.
    public var bits: URL { url.appending(path: "bits.json") }
    /// The networks whose linked images were larger than the budget.
    var refused: URL { url.appending(path: "refused.json") }
    /// The state of an unfinished retraining.
    public var retraining: URL { url.appending(path: "retraining.safetensors") }
    /// How the retraining went, step by step.
    public var retrainingCurve: URL { url.appending(path: "retraining.csv") }
    /// The accuracies in floating point and in integers.
    public var accuracy: URL { url.appending(path: "accuracy.json") }
    /// The emitted sources.
    public var firmware: URL { url.appending(path: "firmware", directoryHint: .isDirectory) }
    /// What the emulated device answered.
    public var verdict: URL { url.appending(path: "verdict.json") }
  }

  /// The folder as a person would type it.
  public var shortPath: String {
    let here = FileManager.default.currentDirectoryPath + "/"
    let path = url.standardizedFileURL.path
    let short = path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
    return short.hasSuffix("/") ? String(short.dropLast()) : short
  }

  // MARK: Files

  /// Writes a value as JSON with sorted keys; the file appears whole or not at all.
  func write(_ value: some Encodable, to file: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try FileManager.default.makeFolder(file.deletingLastPathComponent())
    try encoder.encode(value).writeDurably(to: file)
  }

  /// Reads a value that `step` has written, or nil where the file is not there.
  func readIfPresent<Value: Decodable>(
    _ type: Value.Type, from file: URL, writtenBy step: String
  ) throws -> Value? {
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    return try read(type, from: file, writtenBy: step)
  }

  /// Reads a value that `step` has written.
  func read<Value: Decodable>(_ type: Value.Type, from file: URL, writtenBy step: String) throws
    -> Value
  {
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw PipelineError.missing(file: file.path, step: step)
    }
    let data = try Data(readingFrom: file)
    do {
      return try JSONDecoder().decode(type, from: data)
    } catch let error as DecodingError {
      throw PipelineError.damaged(file: file.path, reason: error.sentence(in: data), step: step)
    }
  }

  /// Removes what processes that were killed have left half-written, and ends the emission that one of
  /// them had decided; for the holder of the lock.
  func removePartialFiles(devices: [String]) throws {
    for name in devices { try ManagedFolder(device(name).firmware).recover() }
    for folder in [url] + devices.map({ device($0).url })
    where FileManager.default.fileExists(atPath: folder.path) {
      for name in try FileManager.default.names(in: folder)
      where name.hasSuffix(".\(Data.partialExtension)") || name.hasPrefix(".firmware.") {
        try FileManager.default.removeIfPresent(folder.appending(path: name))
      }
    }
  }
}

extension DecodingError {
  /// Which field is wrong, and how.
  ///
  /// - Parameter data: the file. The decoder calls a number that does not fit its field no JSON.
  func sentence(in data: Data) -> String {
    func path(_ context: Context, _ key: (any CodingKey)? = nil) -> String {
      (context.codingPath + (key.map { [$0] } ?? [])).map(\.stringValue).joined(separator: ".")
    }
    return switch self {
    case .keyNotFound(let key, let context): "the field '\(path(context, key))' is missing."
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      context.codingPath.isEmpty
        ? "it holds another kind of value than an object or array with these fields."
        : "the field '\(path(context))' has the wrong type."
    case .dataCorrupted(let context) where context.codingPath.isEmpty:
      (try? JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)) == nil
        ? "it is not valid JSON; was it cut short?" : "a number in it does not fit its field."
    case .dataCorrupted(let context):
      "the field '\(path(context))' is malformed: \(context.debugDescription)"
    @unknown default: "\(self)"
    }
  }
}
