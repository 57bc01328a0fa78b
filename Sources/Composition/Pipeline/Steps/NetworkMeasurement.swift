import Architectures
import Datasets
import Devices
import Execution
import Graphs
import Quantization
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
}

/// Measures networks on the images of a run, in floating point and in integers.
struct NetworkMeasurement {
  /// The images.
  let dataset: Dataset
  /// Training images that recalibrate batch norms and choose the ranges of activations.
  let recalibrationImages: ImageSet
  /// What computes.
  let context: StepContext

  /// A network's own weights with the statistics of the recalibration images.
  func recalibrated(_ network: Network, _ weights: Weights) -> Weights {
    let batches = recalibrationImages.batches(dataset.normalization)
    let statistics = context.engine.statistics(
      of: network, ParameterStore(weights),
      over: batches.map { $0.sized(network.graph.inputValue.width) })
    var recalibrated = weights
    for name in statistics.names { recalibrated[name] = statistics[name] }
    return recalibrated
  }

  /// The recalibration images as a network reads them.
  func calibrationBatches(for graph: FloatGraph) -> [Batch] {
    recalibrationImages.resized(to: graph.inputValue.width).batches(dataset.normalization)
  }

  /// The share of held-out images that a network classifies rightly, 0 to 1.
  func heldOutAccuracy(of network: Network, _ weights: Weights) -> Double {
    accuracy(of: network, weights, on: dataset.heldOut)
  }

  /// The same of an integer network.
  ///
  /// - Throws: ``PipelineError/interrupted(step:)`` where the caller asked to stop.
  func heldOutAccuracy(of integer: IntegerGraph, during step: RunStep) throws -> Double {
    let runner = KernelRunner(integer)
    var right = 0
    for start in stride(from: 0, to: dataset.heldOut.count, by: ImageSet.batchSize) {
      try context.checkForStop(during: step)
      let part = dataset.heldOut.subset(
        start..<min(start + ImageSet.batchSize, dataset.heldOut.count))
      let outputs = runner.run(
        images: part.stored(as: integer.inputValue, dataset.normalization),
        threads: context.threads)
      right += zip(part.labels, outputs).count { $0 == $1.positionOfLargest }
    }
    return Double(right) / Double(dataset.heldOut.count)
  }

  /// The held-out accuracies of the largest and the smallest sub-network of a supernet.
  func extremeAccuracies(of supernet: Supernet, _ weights: Weights) throws -> [Double] {
    let space = supernet.space
    return try [space.largest, space.smallest].map { architecture in
      let network = Network(try architecture.graph(in: space))
      let part = try supernet.extracted(architecture, from: weights)
      return heldOutAccuracy(of: network, recalibrated(network, part))
    }
  }

  /// What a network takes and how well it does.
  func record(of network: WeightedNetwork) -> NetworkRecord {
    let (graph, weights) = (network.graph, network.weights)
    let test = dataset.test
    let accuracy = accuracy(
      of: Network(graph), weights, on: test.resized(to: graph.inputValue.width))
    return NetworkRecord(
      macs: graph.macs, parameters: graph.parameterCount,
      heldOutAccuracy: heldOutAccuracy(of: Network(graph), weights), testAccuracy: accuracy,
      testImages: test.count, interval: AccuracyInterval(ofFew: test.count, share: accuracy),
      untestedClasses: dataset.untestedClasses.isEmpty ? nil : dataset.untestedClasses)
  }

  private func accuracy(
    of network: Network, _ weights: Weights, on images: ImageSet
  ) -> Double {
    let side = network.graph.inputValue.width
    return context.engine.accuracy(
      of: network, ParameterStore(weights),
      on: images.batches(dataset.normalization).map { $0.sized(side) })
  }
}

extension NetworkMeasurement {
  /// What a network answers on all test images, in floating point and in integers; both see them
  /// resampled in 8 bits.
  ///
  /// - Parameters:
  ///   - title: of the device, for the progress.
  ///   - verb: what is stopped where the caller asks for it.
  ///   - turn: which of how many networks it is, for the progress.
  func evaluation(
    of network: WeightedNetwork, _ integer: IntegerGraph, title: String,
    during verb: String = "eval", turn: (index: Int, count: Int) = (0, 1)
  ) throws -> Evaluation {
    let images = dataset.test.resized(to: network.graph.inputValue.width)
    let floats = Network(network.graph)
    let store = ParameterStore(network.weights)
    let runner = KernelRunner(integer)
    let classes = dataset.classes.count
    let empty = ConfusionMatrix(classes: classes)
    var evaluation = Evaluation(classes: dataset.classes, float: empty, integer: empty)
    for start in stride(from: 0, to: images.count, by: ImageSet.batchSize) {
      try context.checkForStop(during: verb)
      let part = images.subset(start..<min(start + ImageSet.batchSize, images.count))
      let batch = part.batch(of: 0..<part.count, dataset.normalization)
      let logits = context.engine.logits(of: floats, store, on: batch)
      let outputs = runner.run(
        images: part.stored(as: integer.inputValue, dataset.normalization),
        threads: context.threads)
      for (index, label) in part.labels.enumerated() {
        let results = logits[index * classes..<(index + 1) * classes]
        evaluation.float.add(label: label, answer: results.positionOfLargest)
        evaluation.integer.add(label: label, answer: outputs[index].positionOfLargest)
      }
      context.progress(
        .step(
          done: turn.index * images.count + start + part.count, total: turn.count * images.count,
          detail: "\(title), test images"))
    }
    return evaluation
  }
}

extension Batch {
  /// The images with sides of `side` pixels; the same where they have them.
  func sized(_ side: Int) -> Batch { shape.width == side ? self : resized(to: side) }
}

extension ImageSet {
  /// Images that the engine gets at a time: enough for all threads, few enough to be asked to stop.
  static let batchSize = 256

  /// All images, normalized, in batches.
  func batches(_ normalization: Normalization) -> [Batch] {
    stride(from: 0, to: count, by: Self.batchSize).map { start in
      batch(of: start..<min(start + Self.batchSize, count), normalization)
    }
  }

  /// The images as an integer network takes them: resampled in 8 bits, then looked up as the
  /// emitted code looks pixels up.
  ///
  /// - Returns: stored values `[H, W, C]`, one array per image.
  func stored(as type: QuantizedType, _ normalization: Normalization) -> [[Int8]] {
    let images = resized(to: type.shape.width)
    let tables = type.pixelTables(mean: normalization.mean, std: normalization.std)
    return (0..<images.count).map { index in
      images.pixels(of: index).enumerated().map { tables[$0 % tables.count][Int($1)] }
    }
  }
}

extension Collection where Element: Comparable {
  /// The position of the largest element, the first one where several are largest.
  var positionOfLargest: Int {
    var (best, largest) = (0, first)
    for (position, element) in enumerated() {
      if let value = largest, element > value { (best, largest) = (position, element) }
    }
    return best
  }
}
