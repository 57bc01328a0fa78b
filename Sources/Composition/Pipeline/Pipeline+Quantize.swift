import Architectures
import Datasets
import Devices
import Files
import Foundation
import Graphs
import Planning
import Quantization
import Tensors

extension Pipeline {
  /// Turns each device's network into integers, `model.json`, and measures it on all test images,
  /// `accuracy.json`; where bits are chosen, `bits.json` tells them with the memory that they take.
  ///
  /// Devices with one network and the same bits share these files. The code of each network is linked,
  /// and where the image is above the device's budget, the next best network is taken.
  /// - Throws: ``PipelineError/missing(file:step:)`` where no network was chosen or trained yet,
  ///   ``PipelineError/doesNotFit(network:device:bits:violations:)`` where a budget holds it at none
  ///   of the bits asked for.
  public func quantize(again: Bool = false) async throws {
    try requireDevice()
    try await perform(.quantize, again: again) {
      var done: [QuantizedNetwork: RunFolder.DeviceFolder] = [:]
      for (index, device) in try servedDevices().enumerated() {
        let folder = run.device(device.name)
        let isDone = FileManager.default.fileExists(atPath: folder.integerGraph.path)
        try checkForStop(during: .quantize)
        let found = try await serving(device, in: .quantize) {
          try await self.network(of: device, isDone: isDone)
        }
        guard let linked = found else { continue }
        let bits = linked.bits
        if let bits { try run.write(try record(of: bits, on: device), to: folder.bits) }
        let key = QuantizedNetwork(
          architecture: try run.readArchitectureIfPresent(of: device.name)?.architecture,
          bits: bits?.plan.bits)
        defer { done[key] = folder }
        if isDone { continue }
        if let same = done[key] {
          try FileManager.default.share(same.accuracy, as: folder.accuracy)
          try FileManager.default.share(same.integerGraph, as: folder.integerGraph)
          continue
        }
        let turn = (index, request.devices.count)
        let network = try floatNetwork(of: device)
        let calibrated = try linked.calibrated ?? integerGraph(of: network, at: bits?.plan.bits)
        let (accuracy, integer) = try quantized(network, calibrated, at: bits, on: device, turn)
        try run.write(accuracy, to: folder.accuracy)
        try run.write(integer, to: folder.integerGraph)
        try FileManager.default.removeIfPresent(folder.retraining)
      }
    }
  }

  /// The network of a device, linked unless it is quantized already.
  private func network(of device: Device, isDone: Bool) async throws -> LinkedNetwork {
    guard isDone else { return try await linkedNetwork(of: device) }
    return LinkedNetwork(bits: try bits(on: device))
  }

  /// Throws ``PipelineError/request(_:)`` where the run has no device.
  func requireDevice() throws {
    guard request.devices.isEmpty else { return }
    throw PipelineError.request(
      "The run has no device; name one as in 'thimble quantize --device stm32f746'.")
  }

  /// A device's integer network, and how well it does beside those on the way to it.
  private func quantized(
    _ network: FloatNetwork, _ calibrated: IntegerGraph, at bits: DeviceBits?, on device: Device,
    _ turn: (index: Int, count: Int)
  ) throws -> (AccuracyRecord, IntegerGraph) {
    let step = RunStep.quantize.rawValue
    var retrained: IntegerGraph?
    if request.quantization.retrainingEpochs > 0 {
      retrained = try self.retrained(network, at: bits?.plan.bits, on: device)
      // Nothing came of it only where the caller asked to stop.
      guard retrained != nil else { throw PipelineError.interrupted(step: step) }
    }
    func measured(_ integer: IntegerGraph) throws -> AccuracyRecord {
      try evaluation(of: network, integer, on: device, during: step, turn: turn).accuracy
    }
    var accuracy = try measured(calibrated)
    if let retrained {
      accuracy.calibrated = accuracy.integer
      accuracy.integer = try measured(retrained).integer
    }
    if let bits, request.quantization.bits != .eight {
      let eight = bits.plan.bits.withEightBits
      accuracy.eightBits = try measured(try integerGraph(of: network, at: eight)).integer
    }
    return (accuracy, retrained ?? calibrated)
  }

  /// A network in floating point with weights of its own.
  struct FloatNetwork {
    var graph: FloatGraph
    var weights: Weights
  }

  /// The network of a device, without weights.
  func storedNetwork(of device: Device) throws -> StoredNetwork {
    try placeNetwork(of: device)
    return try run.readGraph(run.device(device.name).graph, writtenBy: .search)
  }

  /// The network of a device with its weights.
  func floatNetwork(of device: Device) throws -> FloatNetwork {
    let graph = try storedNetwork(of: device).graph
    return FloatNetwork(
      graph: graph,
      weights: try run.readWeights(
        run.device(device.name).weights, of: graph, writtenBy: .search))
  }

  /// Gives a device the network that serves all, where the run has one and the device none yet.
  private func placeNetwork(of device: Device) throws {
    let folder = run.device(device.name)
    guard !FileManager.default.fileExists(atPath: folder.graph.path),
      FileManager.default.fileExists(atPath: run.graph.path)
    else { return }
    try FileManager.default.makeFolder(folder.url)
    try FileManager.default.share(run.network, as: folder.weights)
    // The last file, as the network counts from here on.
    try FileManager.default.share(run.graph, as: folder.graph)
  }

  /// The integer network by calibration alone.
  func integerGraph(of network: FloatNetwork, at bits: BitAssignment?) throws
    -> IntegerGraph
  {
    let dataset = try dataset()
    return try Quantization.quantize(
      network.graph, network.weights, calibratedOn: try calibrationBatches(for: network.graph),
      mean: dataset.normalization.mean, std: dataset.normalization.std,
      options: request.quantization.options, bits: bits, values: nodeValues)
  }

  /// The images that choose ranges of activations, as a network reads them.
  func calibrationBatches(for graph: FloatGraph) throws -> [Batch] {
    let dataset = try dataset()
    return recalibrationImages(of: dataset).resized(to: graph.inputValue.width)
      .batches(dataset.normalization)
  }

  /// Computes the values of nodes, unless the caller asked to stop.
  var nodeValues: NodeValues {
    { graph, weights, nodes, batch in
      try checkForStop(during: .quantize)
      return engine.values(of: nodes, in: Network(graph), ParameterStore(weights), on: batch)
    }
  }

  /// Training images that recalibrate batch norms and choose the ranges of activations.
  func recalibrationImages(of dataset: Dataset) -> ImageSet {
    let count = min(request.search.recalibrationImages, dataset.training.count)
    let batches = TrainingBatches(
      dataset.training, dataset.normalization, size: count, seed: seed(of: .recalibration))
    return dataset.training.subset(batches.indices(step: 0))
  }
}

/// What decides an integer network in a run.
struct QuantizedNetwork: Hashable, Codable, Sendable {
  /// The point of the space; nil is the network that the run trained alone.
  var architecture: Architecture?
  /// Nil is 8 everywhere.
  var bits: BitAssignment?
}

extension ImageSet {
  /// Images that the engine gets at a time: enough for all threads, few enough to be asked to stop.
  static let batchSize = 256

  /// All images, normalised, in batches.
  func batches(_ normalization: Normalization) -> [Batch] {
    stride(from: 0, to: count, by: Self.batchSize).map { start in
      batch(of: start..<min(start + Self.batchSize, count), normalization)
    }
  }
}
