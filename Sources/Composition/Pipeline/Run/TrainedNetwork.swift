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

extension TrainedNetwork {
  /// Takes the network into a run, where the images of the run are those of its training.
  ///
  /// - Parameters:
  ///   - run: the folder of the run.
  ///   - found: what is known of its images.
  func give(to run: RunFolder, _ found: DataRecord) throws {
    try found.requireImages(of: try folder.readData())
    try run.write(found, to: run.data)
    try run.adoptTimes(of: [RunStep.train.rawValue], from: folder)
    try FileManager.default.share(folder.graph, as: run.graph)
    try FileManager.default.share(folder.network, as: run.network)
    try FileManager.default.share(folder.networkRecord, as: run.networkRecord)
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
    let data =
      dataPath.map { trained.data.moved(to: $0) }
      ?? ImagePlaces(run: source.folder, request: trained).likelyData
    self.init(
      data: data.limited(toSide: try source.folder.readData().shape.width), devices: devices,
      budgets: budgets, source: .run(folder, network: trained.source.title),
      training: trained.training, search: trained.search, quantization: quantization,
      seed: trained.seed, threads: threads, verifiedImages: verifiedImages)
  }
}
