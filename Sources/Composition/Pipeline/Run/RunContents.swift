import Architectures
import CostModels
import Devices
import Foundation
import Graphs
import Search
import Supernets
import Tensors

/// What the folder of a run holds, checked against what the run was asked for.
struct RunContents {
  /// The folder.
  let run: RunFolder
  /// What was asked for.
  let request: FitRequest

  // MARK: Images

  /// What is known of the images, which are such as the request takes.
  func readData() throws -> DataRecord {
    let record = try run.readData()
    let (channels, classes) = (request.data.imageChannels, request.data.classes)
    guard record.shape.channels == channels, record.classes.count == classes else {
      throw PipelineError.damaged(
        file: run.data.path,
        reason:
          "it has \(record.shape.channels) channels and \(record.classes.count) classes; "
          + "the networks of the run take \(channels) and \(classes).",
        step: RunStep.train.rawValue)
    }
    return record
  }

  /// The set as it is found now.
  ///
  /// - Throws: ``PipelineError/noImages(folder:)`` where there is no folder at any of the places.
  func foundData() throws -> DataSource {
    try ImagePlaces(run: run, request: request).foundData()
  }

  // MARK: Networks

  /// The trained weights of the supernet.
  ///
  /// - Throws: where the training has not ended, or was another one.
  func readSupernet() throws -> Weights { try readWeights(ofSupernet: run.supernet) }

  /// The full network as the first phase of a progressive training left it.
  func readTeacher() throws -> Weights { try readWeights(ofSupernet: run.teacher) }

  private func readWeights(ofSupernet file: URL) throws -> Weights {
    let step = RunStep.train.rawValue
    let read = try run.readWeights(
      file, writtenBy: step, expected: try Supernet(request.searchedSpace()).shapes())
    guard read.metadata["subject"] == (try request.trainingSubject) else {
      throw PipelineError.damaged(
        file: file.path, reason: "it comes from a training of another request.", step: step)
    }
    return read.weights
  }

  /// The network that the run trained alone.
  ///
  /// - Throws: where the training has not ended, or the run trains a supernet.
  func readNetworkAlone() throws -> WeightedNetwork {
    try request.requireNetworkAlone()
    let stored = try run.readGraph(run.graph, writtenBy: .train)
    return WeightedNetwork(
      graph: stored.graph,
      weights: try run.readWeights(run.network, of: stored.graph, writtenBy: .train),
      interface: stored.interface)
  }

  /// Writes the network that serves all devices, and how well it does.
  func write(_ network: WeightedNetwork, as record: NetworkRecord) throws {
    try Safetensors(network.weights, metadata: ["subject": try request.trainingSubject])
      .write(to: run.network)
    try run.write(StoredNetwork(network.graph, network.interface), to: run.graph)
    try run.write(request.source.named(record), to: run.networkRecord)
  }

  /// The network of a device with its weights.
  func readNetwork(of device: Device) throws -> WeightedNetwork {
    let stored = try run.readNetwork(of: device.name)
    let (graph, own) = (stored.graph, run.device(device.name))
    return WeightedNetwork(
      graph: graph,
      weights: FileManager.default.fileExists(atPath: own.graph.path)
        ? try run.readWeights(own.weights, of: graph, writtenBy: .search)
        : try run.readWeights(run.network, of: graph, writtenBy: .train),
      interface: stored.interface)
  }

  /// The integer network of a device, which takes and gives what the one in floating point does.
  func readIntegerGraph(of device: Device) throws -> IntegerGraph {
    let graph = try run.readIntegerGraph(of: device.name)
    let float = try run.readNetwork(of: device.name).graph
    let (input, outputs) = (graph.inputValue.shape, graph.outputValue.shape.count)
    guard input == float.inputValue, outputs == float.outputValue.count else {
      throw PipelineError.damaged(
        file: run.device(device.name).integerGraph.path,
        reason: "it takes images of \(input) and has \(outputs) outputs; the network in floating "
          + "point takes \(float.inputValue) and has \(float.outputValue.count).",
        step: RunStep.quantize.rawValue)
    }
    return graph
  }

  /// The predictor of the supernet's accuracies, or nil where none was trained.
  func readPredictor() throws -> AccuracyPredictor? {
    try run.readPredictor(of: try request.searchedSpace())
  }

  // MARK: Costs

  /// What networks are to make of the images, or nil where those were not looked at yet; a network in
  /// a file may name its classes otherwise than the images.
  private var task: NetworkTask? {
    get throws {
      if FileManager.default.fileExists(atPath: run.graph.path) {
        return try run.readGraph(run.graph, writtenBy: .train).interface.task
      }
      return FileManager.default.fileExists(atPath: run.data.path) ? try readData().task : nil
    }
  }

  /// How devices store the networks of the run, as far as that is known by now.
  var storedForm: StoredForm {
    get throws { request.storedForm(task: try task) }
  }

  /// The budget of each device and the cost of networks on it, corrected for the names of the classes
  /// and for linked images that were larger than the cost model says.
  func searchTargets(for devices: [Device]) throws -> [SearchTarget] {
    var margins: [String: ModelMargin] = [:]
    for device in devices {
      margins[device.name] = try run.readRefused(of: device.name).margin
    }
    var request = request
    request.devices = devices
    return try request.searchTargets(task: try task, margins: margins)
  }

  /// What chooses the bits of networks on a device, with its budget lowered by what the cost model fell
  /// short of linked images.
  func bitSelection(for device: Device) throws -> BitSelection {
    BitSelection(
      plan: request.quantization, device: device,
      budget: request.budget(for: device).lowered(by: try run.readRefused(of: device.name).margin),
      form: try storedForm)
  }

  /// The bits of a device's network, or nil where a sub-network of the supernet has 8 everywhere with
  /// scales per channel, which the search has made to fit.
  func bits(on device: Device) throws -> DeviceBits? {
    let plan = request.quantization
    let isPlain = plan.bits == .eight && plan.scheme == .perChannel
    if isPlain, try run.readArchitectureIfPresent(of: device.name) != nil { return nil }
    return try bitSelection(for: device).bits(of: try run.readNetwork(of: device.name).graph)
  }

  /// The modelled cost of a device's network.
  func readCost(on device: Device) throws -> Cost {
    if let record = try run.readBitsIfPresent(of: device.name) { return record.cost }
    return try run.readArchitecture(of: device.name).cost
  }
}
