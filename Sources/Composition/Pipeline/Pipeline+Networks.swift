public import Architectures
import Datasets
import Foundation
import Graphs
import Reports
import Supernets
import Tensors
import Training

extension Pipeline {
  /// How well the sub-network of the trained supernet does, or the network that the run trained
  /// alone; batch norms are recalibrated.
  ///
  /// - Throws: where the training has not ended, or the architecture is no point of the space.
  public func evaluate(_ architecture: Architecture) throws -> NetworkRecord {
    if architecture == request.source.architecture { return try run.readNetwork() }
    let space = try request.searchedSpace()
    let weights = try Supernet(space).extracted(architecture, from: try readSupernet())
    let graph = try architecture.graph(in: space)
    var record = try record(of: graph, try recalibrated(graph, weights))
    record.architecture = architecture
    return record
  }

  /// How well the network that the run trained alone does, measured again.
  ///
  /// - Throws: where the training has not ended, or the run trains a supernet.
  public func evaluateNetwork() throws -> NetworkRecord {
    let network = try readNetworkAlone()
    return try recordAlone(of: network.graph, network.weights)
  }

  /// The network that the run trained alone.
  ///
  /// - Throws: where the training has not ended, or the run trains a supernet.
  func readNetworkAlone() throws -> FloatNetwork {
    guard request.source.searchedSpace == nil else {
      throw PipelineError.request(
        "The run trains a supernet and no network alone; name a device, or one of its parts with "
          + "'--architecture'.")
    }
    let graph = try run.readGraph(run.graph, writtenBy: .train).graph
    return FloatNetwork(
      graph: graph, weights: try run.readWeights(run.network, of: graph, writtenBy: .train))
  }

  /// Keeps the weights of the network that was trained alone, and how well it does.
  func keepAlone(_ graph: FloatGraph, _ weights: Weights) throws {
    let weights = try recalibrated(graph, weights)
    try Safetensors(weights, metadata: ["subject": try subject]).write(to: run.network)
    try run.write(StoredNetwork(graph, DataRecord(try dataset()).interface), to: run.graph)
    try run.write(try recordAlone(of: graph, weights), to: run.networkRecord)
  }

  /// The held-out accuracies of the largest and the smallest sub-network of a supernet.
  func extremeAccuracies(of weights: Weights) throws -> [Double] {
    let space = try request.searchedSpace()
    let supernet = try Supernet(space)
    return try [space.largest, space.smallest].map { architecture in
      let graph = try architecture.graph(in: space)
      let part = try supernet.extracted(architecture, from: weights)
      return try heldOutAccuracy(of: graph, try recalibrated(graph, part))
    }
  }

  /// A network's own weights with the statistics of the recalibration images.
  func recalibrated(_ graph: FloatGraph, _ weights: Weights) throws -> Weights {
    try recalibrated(Network(graph), weights)
  }

  /// The same for a network with operations that only train.
  func recalibrated(_ network: Network, _ weights: Weights) throws -> Weights {
    let dataset = try dataset()
    let images = recalibrationImages(of: dataset).batches(dataset.normalization)
    let statistics = engine.statistics(
      of: network, ParameterStore(weights),
      over: images.map { $0.sized(network.graph.inputValue.width) })
    var recalibrated = weights
    for name in statistics.names { recalibrated[name] = statistics[name] }
    return recalibrated
  }

  /// The share of held-out images that a network classifies rightly, 0 to 1.
  func heldOutAccuracy(of graph: FloatGraph, _ weights: Weights) throws -> Double {
    try heldOutAccuracy(of: Network(graph), weights)
  }

  /// The same for a network with operations that only train.
  func heldOutAccuracy(of network: Network, _ weights: Weights) throws -> Double {
    try accuracy(of: network, weights, on: try dataset().heldOut)
  }

  private func recordAlone(of graph: FloatGraph, _ weights: Weights) throws -> NetworkRecord {
    var record = try record(of: graph, weights)
    record.architecture = request.source.architecture
    record.network = record.architecture == nil ? request.source.title : nil
    return record
  }

  private func record(of graph: FloatGraph, _ weights: Weights) throws -> NetworkRecord {
    let dataset = try dataset()
    let test = dataset.test
    let accuracy = try accuracy(
      of: Network(graph), weights, on: test.resized(to: graph.inputValue.width))
    return NetworkRecord(
      macs: graph.macs, parameters: graph.parameterCount,
      heldOutAccuracy: try heldOutAccuracy(of: graph, weights), testAccuracy: accuracy,
      testImages: test.count, interval: AccuracyInterval(ofFew: test.count, share: accuracy),
      untestedClasses: dataset.untestedClasses.isEmpty ? nil : dataset.untestedClasses)
  }

  private func accuracy(
    of network: Network, _ weights: Weights, on images: ImageSet
  ) throws -> Double {
    let dataset = try dataset()
    let side = network.graph.inputValue.width
    return engine.accuracy(
      of: network, ParameterStore(weights),
      on: images.batches(dataset.normalization).map { $0.sized(side) })
  }
}

extension Batch {
  /// The images with sides of `side` pixels; the same where they have them.
  func sized(_ side: Int) -> Batch { shape.width == side ? self : resized(to: side) }
}

extension RunFolder {
  /// The network that the run trained alone; throws where the training has not ended.
  public func readNetwork() throws -> NetworkRecord {
    try read(NetworkRecord.self, from: networkRecord, writtenBy: RunStep.train.rawValue)
  }
}
