import Datasets
public import Devices
import Files
import Foundation
import Graphs
import Reports
import Tensors

/// A trained network in a file such as `graph.json`, with its weights beside it.
///
/// A run writes such a pair for each device, and for a network that it trains alone.
struct ModelFile {
  /// The names of the file of weights beside a graph; the first one that exists counts.
  static func weightNames(beside graph: URL) -> [String] {
    [
      graph.deletingPathExtension().lastPathComponent + ".safetensors", "weights.safetensors",
      "network.safetensors",
    ]
  }

  /// What is computed, with what goes in and comes out.
  let network: StoredNetwork
  /// The values of its parameters.
  let weights: Weights

  /// Reads both files.
  ///
  /// - Throws: ``PipelineError/modelFile(file:reason:)`` where one of them is missing, cut short or of
  ///   another network.
  init(_ path: String) throws {
    let file = URL(filePath: path)
    network = try Self.network(in: file)
    let names = Self.weightNames(beside: file)
    let folder = file.deletingLastPathComponent()
    let found = names.first {
      FileManager.default.fileExists(atPath: folder.appending(path: $0).path)
    }
    guard let found else {
      throw PipelineError.modelFile(
        file: path,
        reason:
          "no file of weights lies beside it; expected \(names.map { "'\($0)'" }.joined(separator: " or "))."
      )
    }
    let weightFile = folder.appending(path: found)
    do {
      weights = try RunFolder(folder).readWeights(
        weightFile, of: network.graph, writtenBy: .train)
    } catch PipelineError.damaged(_, let reason, _) {
      throw PipelineError.modelFile(file: weightFile.path, reason: reason)
    }
  }

  /// The network of a file, checked.
  private static func network(in file: URL) throws -> StoredNetwork {
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw PipelineError.modelFile(file: file.path, reason: "there is no such file.")
    }
    let data = try Data(readingFrom: file)
    do {
      let network = try JSONDecoder().decode(StoredNetwork.self, from: data)
      try network.verify()
      return network
    } catch let error as DecodingError {
      throw PipelineError.modelFile(file: file.path, reason: error.sentence(in: data))
    } catch let error as GraphError {
      throw PipelineError.modelFile(file: file.path, reason: "\(error)")
    }
  }
}

extension FitRequest {
  /// A request that takes the network of a file in place of a training.
  ///
  /// - Parameters:
  ///   - file: such as `graph.json` of a device's folder in a run, with the weights beside it.
  ///   - data: to calibrate and test with; generated ones become those of the network's input, and
  ///     images from a folder are read at its larger side.
  ///   - devices: the devices to serve.
  ///   - budgets: limits that replace a device's standard budget, by device name.
  ///   - quantization: how the network becomes integers.
  ///   - seed: of everything random.
  ///   - threads: of the float engine; nil are as many as there are processors.
  ///   - verifiedImages: test images whose outputs are compared byte for byte.
  /// - Throws: ``PipelineError/modelFile(file:reason:)``; ``PipelineError/otherInputs(network:reads:data:has:)``
  ///   where the network reads other inputs than the data have or gives other outputs than they want.
  public init(
    modelFile file: String, data: DataSource, devices: [Device], budgets: [String: Budget] = [:],
    quantization: QuantizationPlan = QuantizationPlan(), seed: UInt64 = 0, threads: Int? = nil,
    verifiedImages: Int = 100
  ) throws {
    let network = try ModelFile(file).network
    let input = network.graph.inputValue
    let data = try data.generated(for: network).read(
      at: network.interface.preprocessing?.side ?? max(input.height, input.width))
    try data.check(network)
    self.init(
      data: data, devices: devices, budgets: budgets,
      source: .model(file, network: network.graph.name), quantization: quantization, seed: seed,
      threads: threads, verifiedImages: verifiedImages)
  }
}

extension ModelFile {
  /// Takes the network into a run as trained, and measures it.
  ///
  /// - Parameters:
  ///   - contents: the folder and the request of the run.
  ///   - measurement: its images.
  func give(to contents: RunContents, _ measurement: NetworkMeasurement) throws {
    let (dataset, data) = (measurement.dataset, contents.request.data)
    try data.check(network)
    if case .classes(let names) = network.interface.task, names != dataset.classes {
      measurement.context.note(
        "the network names its classes differently from \(data.title); they are matched by position, "
          + "'\(names[0].printable)' with '\(dataset.classes[0].printable)'")
    }
    try contents.run.write(DataRecord(dataset), to: contents.run.data)
    let network = WeightedNetwork(
      graph: network.graph, weights: weights, interface: network.interface)
    try contents.write(network, as: measurement.record(of: network))
  }
}
