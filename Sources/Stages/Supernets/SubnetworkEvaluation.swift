package import Architectures
import Graphs
package import Tensors
import Training

extension Supernet {
  /// The sub-network's weights as plain tensors, with running statistics of its own.
  ///
  /// - Parameter batches: training images at the resolution of the architecture.
  package func recalibrated(
    _ architecture: Architecture, from weights: Weights, over batches: [Batch], engine: Engine
  ) throws -> Weights {
    let network = Network(try architecture.graph(in: space))
    var extracted = try extracted(architecture, from: weights)
    let statistics = engine.statistics(of: network, ParameterStore(extracted), over: batches)
    for name in statistics.names { extracted[name] = statistics[name] }
    return extracted
  }
}

/// Measures how well the parts of a trained supernet classify images that it was not trained on.
///
/// Images are resampled once per resolution, whichever architectures ask; asked from several
/// threads, it answers one after the other.
package final class SubnetworkEvaluation: Sendable {
  private struct Images {
    var calibration: ResizedBatches
    var heldOut: ResizedBatches
  }

  private let supernet: Supernet
  private let weights: Weights
  private let engine: Engine
  private let images: Locked<Images>

  /// An evaluation of these weights.
  ///
  /// - Parameters:
  ///   - calibration: training images for the statistics of batch norms.
  ///   - heldOut: images to classify.
  package init(
    _ supernet: Supernet, _ weights: Weights, calibration: [Batch], heldOut: [Batch],
    engine: Engine
  ) {
    self.supernet = supernet
    self.weights = weights
    self.engine = engine
    images = Locked(
      Images(calibration: ResizedBatches(calibration), heldOut: ResizedBatches(heldOut)))
  }

  /// How many of so many images were classified rightly.
  package struct Tally: Equatable, Sendable {
    package var correct: Int
    package var images: Int
  }

  /// The share of the held-out images that the sub-network classifies rightly, 0 to 1.
  package func accuracy(of architecture: Architecture) throws -> Double {
    let tally = try tallies(of: architecture) { [$0] }[0]
    return Double(tally.correct) / Double(tally.images)
  }

  /// The same on two halves of the held-out images, batch by batch in turns, which shows how far
  /// measuring is noise.
  package func halves(of architecture: Architecture) throws -> [Tally] {
    try tallies(of: architecture) { batches in
      [0, 1].map { half in batches.indices.filter { $0 % 2 == half }.map { batches[$0] } }
    }
  }

  private func tallies(
    of architecture: Architecture, over parts: ([Batch]) -> [[Batch]]
  ) throws -> [Tally] {
    try images.withLock { images in
      let weights = try supernet.recalibrated(
        architecture, from: weights, over: images.calibration.at(architecture.resolution),
        engine: engine)
      let network = Network(try architecture.graph(in: supernet.space))
      let store = ParameterStore(weights)
      return parts(images.heldOut.at(architecture.resolution)).map { batches in
        let count = batches.reduce(0) { $0 + $1.count }
        let share = engine.accuracy(of: network, store, on: batches)
        return Tally(correct: Int((share * Double(count)).rounded()), images: count)
      }
    }
  }

  /// The sub-network's weights with the statistics with which it was measured.
  package func recalibrated(_ architecture: Architecture) throws -> Weights {
    try images.withLock { images in
      try supernet.recalibrated(
        architecture, from: weights, over: images.calibration.at(architecture.resolution),
        engine: engine)
    }
  }
}
