public import Devices
import Files
import Foundation
import Graphs

/// A network that a run has trained alone, to stand on without training it again.
///
/// What a run needs of it is `request.json`, `data.json`, `graph.json`, `network.safetensors` and
/// `network.json`.
public struct TrainedNetwork: Sendable {
  /// The folder with its files.
  public let folder: RunFolder
  /// What it was trained on, with what, and how.
  public let request: FitRequest

  /// The network of a run folder.
  ///
  /// - Throws: ``PipelineError/unknownNetwork(folder:)`` where the folder holds none, or what is wrong
  ///   with its files.
  public init(_ path: String) throws {
    folder = RunFolder(URL(filePath: path, directoryHint: .isDirectory))
    let files = [
      folder.request, folder.data, folder.graph, folder.network, folder.networkRecord,
    ]
    guard files.allSatisfy({ FileManager.default.fileExists(atPath: $0.path) }) else {
      throw PipelineError.unknownNetwork(folder: path)
    }
    request = try folder.readRequest()
  }
}

extension Pipeline {
  /// Takes a trained network where its images are those of this run.
  func adopt(_ trained: TrainedNetwork) throws {
    let expected = try trained.folder.readData()
    let found = DataRecord(try dataset())
    guard found.hasImages(of: expected) else {
      throw PipelineError.otherImages(found: found.summary, expected: expected.summary)
    }
    try run.write(found, to: run.data)
    // The cost of the training belongs to every run that stands on it.
    var times = run.readTimes()
    times[RunStep.train.rawValue] = trained.folder.readTimes()[RunStep.train.rawValue]
    try run.write(times, to: run.times)
    try FileManager.default.share(trained.folder.graph, as: run.graph)
    try FileManager.default.share(trained.folder.network, as: run.network)
    try FileManager.default.share(trained.folder.networkRecord, as: run.networkRecord)
  }
}

extension FitRequest {
  /// A request that takes the network of a run in place of a training.
  ///
  /// - Parameters:
  ///   - folder: that of the run.
  ///   - dataPath: where the images are now, or nil where they were.
  ///   - devices: the devices to serve.
  ///   - budgets: limits that replace a device's standard budget, by device name.
  ///   - quantization: how the network becomes integers.
  ///   - threads: of the float engine; nil are as many as there are processors.
  ///   - verifiedImages: test images whose outputs are compared byte for byte.
  /// - Throws: what ``TrainedNetwork/init(_:)`` throws.
  public init(
    trainedNetwork folder: String, dataPath: String? = nil, devices: [Device],
    budgets: [String: Budget] = [:], quantization: QuantizationPlan = QuantizationPlan(),
    threads: Int? = nil, verifiedImages: Int = standardVerifiedImages
  ) throws {
    let source = try TrainedNetwork(folder)
    let trained = source.request
    let data = dataPath.map { trained.data.moved(to: $0) } ?? trained.data(of: source.folder)
    self.init(
      data: data.limited(toSide: try source.folder.readData().shape.width), devices: devices,
      budgets: budgets, source: .run(folder, network: trained.source.title),
      training: trained.training, search: trained.search, quantization: quantization,
      seed: trained.seed, threads: threads, verifiedImages: verifiedImages)
  }
}
