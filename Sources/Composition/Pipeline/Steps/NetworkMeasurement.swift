import Architectures
import Datasets
import Execution
import Graphs
import Reports
import Supernets
import Tensors
import Training

/// A network in floating point with weights of its own.
struct WeightedNetwork {
  /// The network.
  var graph: FloatGraph
  /// The values of its parameters.
  var weights: Weights
  /// What goes in and comes out.
  var interface: NetworkInterface
}

/// Measures networks on the images of a run, in floating point and in integers.
struct NetworkMeasurement {
  /// The images.
  let dataset: Dataset
  /// Training images that recalibrate batch norms and choose the ranges of activations.
  let recalibrationImages: ImageSet
  /// What computes.
  let context: StepContext

  /// What goes into a network that is trained on these images, and comes out.
  var interface: NetworkInterface { DataRecord(dataset).interface }

  /// A network's own weights with the statistics of the recalibration images.
  ///
  /// - Parameter normalization: of the network; nil is that of the images.
  func recalibrated(
    _ network: Network, _ weights: Weights, reading normalization: Normalization? = nil
  ) -> Weights {
    let batches = recalibrationImages.batches(normalization ?? dataset.normalization)
    let statistics = context.engine.statistics(
      of: network, ParameterStore(weights),
      over: batches.map { $0.resized(to: network.graph.inputValue.shape.size) })
    var recalibrated = weights
    for name in statistics.names { recalibrated[name] = statistics[name] }
    return recalibrated
  }

  /// The recalibration images as a network reads them, few at a time, as all values of a batch are kept.
  func calibrationBatches(for network: WeightedNetwork) -> [Batch] {
    recalibrationImages.resized(to: network.graph.inputValue.size)
      .batches(network.interface.normalization, of: 2 * Engine.virtualBatch)
  }

  /// The score of a network on the held-out images, 0 to 1.
  func heldOutScore(
    of network: Network, _ weights: Weights, reading interface: NetworkInterface
  ) -> Double {
    score(of: network, weights, reading: interface, on: dataset.heldOut)
  }

  /// The score on the held-out images of a network in training, after its batch norms are recalibrated.
  func heldOutScore(ofTrained graph: FloatGraph, _ weights: Weights) -> Double {
    let network = Network(graph)
    return heldOutScore(of: network, recalibrated(network, weights), reading: interface)
  }

  /// The same of an integer network.
  ///
  /// - Throws: ``PipelineError/interrupted(step:)`` where the caller asked to stop.
  func heldOutScore(
    of integer: IntegerGraph, reading interface: NetworkInterface, during step: RunStep
  ) throws -> Double {
    let runner = VectorRunner(integer)
    var tally = AnswerTally(interface.task)
    for start in stride(from: 0, to: dataset.heldOut.count, by: ImageSet.batchSize) {
      try context.checkForStop(during: step)
      let part = dataset.heldOut.subset(
        start..<min(start + ImageSet.batchSize, dataset.heldOut.count))
      let outputs = runner.run(
        images: part.stored(as: integer.inputValue, interface.normalization),
        threads: context.threads)
      let inputs = part.batch(of: 0..<part.count, interface.normalization)
      tally.add(outputs.map { integer.outputValue.values(of: $0) }, to: inputs)
    }
    return tally.score
  }

  /// The held-out scores of the largest and the smallest sub-network of a supernet.
  func extremeScores(of supernet: Supernet, _ weights: Weights) throws -> [Double] {
    let space = supernet.space
    return try [space.largest, space.smallest].map { architecture in
      let part = try supernet.extracted(architecture, from: weights)
      return heldOutScore(ofTrained: try architecture.graph(in: space), part)
    }
  }

  /// What a network takes and how well it does.
  func record(of network: WeightedNetwork) -> NetworkRecord {
    let (graph, test) = (network.graph, dataset.test)
    let interface = network.interface
    let score = interface.task.score
    let share = self.score(
      of: Network(graph), network.weights, reading: interface,
      on: test.resized(to: graph.inputValue.size))
    return NetworkRecord(
      macs: graph.macs, parameters: graph.parameterCount,
      heldOutAccuracy: heldOutScore(of: Network(graph), network.weights, reading: interface),
      testAccuracy: share, testImages: test.count,
      interval: score == .accuracy ? AccuracyInterval(ofFew: test.count, share: share) : nil,
      untestedClasses: dataset.untestedClasses.isEmpty ? nil : dataset.untestedClasses,
      measure: score == .accuracy ? nil : score)
  }

  private func score(
    of network: Network, _ weights: Weights, reading interface: NetworkInterface,
    on images: ImageSet
  ) -> Double {
    let size = network.graph.inputValue.shape.size
    return context.engine.score(
      of: network, ParameterStore(weights),
      on: images.batches(interface.normalization).map { $0.resized(to: size) },
      for: interface.task)
  }
}
