import Datasets
public import Devices
import Execution
import Foundation
import Graphs
import Tensors
import Training

extension Pipeline {
  /// The accuracies of a device's network on all test images, in floating point and in integers.
  ///
  /// - Throws: ``PipelineError/missing(file:step:)`` where it is not quantized yet.
  public func evaluate(_ device: Device) throws -> AccuracyRecord {
    let network = try floatNetwork(of: device)
    let integer = try run.readIntegerGraph(of: device.name)
    return try accuracy(of: network, integer, on: device)
  }

  /// The same for networks at hand; both see the test images resampled in 8 bits.
  ///
  /// - Parameters:
  ///   - verb: what is told to be stopped.
  ///   - turn: which of how many networks it is, for the progress.
  func accuracy(
    of network: FloatNetwork, _ integer: IntegerGraph, on device: Device,
    during verb: String = "eval", turn: (index: Int, count: Int) = (0, 1)
  ) throws -> AccuracyRecord {
    let dataset = try dataset()
    let images = dataset.test.resized(to: network.graph.inputValue.width)
    let floats = Network(network.graph)
    let store = ParameterStore(network.weights)
    let runner = try KernelRunner(integer)
    var (floatHits, integerHits) = (0, 0)
    for start in stride(from: 0, to: images.count, by: ImageSet.batchSize) {
      if shouldStop() { throw PipelineError.interrupted(step: verb) }
      let part = images.subset(start..<min(start + ImageSet.batchSize, images.count))
      let batch = part.batch(of: 0..<part.count, dataset.normalization)
      let share = engine.accuracy(of: floats, store, on: [batch])
      floatHits += Int((share * Double(part.count)).rounded())
      let outputs = runner.run(
        images: part.stored(as: integer.inputValue, dataset.normalization),
        threads: request.threads)
      integerHits += zip(outputs, part.labels).count { $0.positionOfLargest == $1 }
      progress(
        .step(
          done: turn.index * images.count + start + part.count, total: turn.count * images.count,
          detail: "\(device.title), test images"))
    }
    let count = Double(max(images.count, 1))
    return AccuracyRecord(
      float: Double(floatHits) / count, integer: Double(integerHits) / count, images: images.count)
  }
}
