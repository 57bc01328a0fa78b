import Architectures
import Datasets
import Devices
import Files
import Foundation
import Graphs
import Quantization
import Tensors

extension Pipeline {
  /// Turns each device's sub-network into 8-bit integers, `model.json`, and measures both on all
  /// test images, `accuracy.json`.
  ///
  /// - Throws: ``PipelineError/missing(file:step:)`` where no sub-network was chosen yet.
  public func quantize(again: Bool = false) async throws {
    try await perform(.quantize, again: again) {
      var quantized: [Architecture: RunFolder.DeviceFolder] = [:]
      for (index, device) in request.devices.enumerated() {
        let folder = run.device(device.name)
        let architecture = try run.readArchitecture(of: device.name).architecture
        defer { quantized[architecture] = folder }
        if FileManager.default.fileExists(atPath: folder.integerGraph.path) { continue }
        if let same = quantized[architecture] {
          try FileManager.default.share(same.accuracy, as: folder.accuracy)
          try FileManager.default.share(same.integerGraph, as: folder.integerGraph)
          continue
        }
        try checkForStop(during: .quantize)
        let network = try floatNetwork(of: device)
        let integer = try integerGraph(of: network)
        let evaluation = try evaluation(
          of: network, integer, on: device, during: RunStep.quantize.rawValue,
          turn: (index, request.devices.count))
        try run.write(evaluation.accuracy, to: folder.accuracy)
        try run.write(integer, to: folder.integerGraph)
      }
    }
  }

  /// A sub-network in floating point with weights of its own.
  struct FloatNetwork {
    var graph: FloatGraph
    var weights: Weights
  }

  /// The sub-network that the search chose for a device.
  func floatNetwork(of device: Device) throws -> FloatNetwork {
    let architecture = try run.readArchitecture(of: device.name).architecture
    let graph: FloatGraph
    do {
      graph = try architecture.graph(in: request.space)
    } catch {
      throw PipelineError.damaged(
        file: run.device(device.name).architecture.path, reason: "\(error)",
        step: RunStep.search.rawValue)
    }
    let shapes = graph.parameters.map { ($0.name, $0.shape) }
    let file = try run.readWeights(
      run.device(device.name).weights, writtenBy: RunStep.search.rawValue,
      expected: Dictionary(shapes, uniquingKeysWith: { first, _ in first }))
    return FloatNetwork(graph: graph, weights: file.weights)
  }

  private func integerGraph(of network: FloatNetwork) throws -> IntegerGraph {
    let dataset = try dataset()
    let side = network.graph.inputValue.width
    let batches = recalibrationImages(of: dataset).resized(to: side)
      .batches(dataset.normalization)
    return try Quantization.quantize(
      network.graph, network.weights, calibratedOn: batches, mean: dataset.normalization.mean,
      std: dataset.normalization.std
    ) { graph, weights, nodes, batch in
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
