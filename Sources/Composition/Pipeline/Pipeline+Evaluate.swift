import Datasets
public import Devices
import Execution
import Foundation
import Graphs
import Tensors

extension Pipeline {
  /// What a device's network answers on all test images, in floating point and in integers.
  ///
  /// - Throws: ``PipelineError/missing(file:step:)`` where it is not quantized yet.
  public func evaluate(_ device: Device) throws -> Evaluation {
    try requireServed(device)
    let network = try floatNetwork(of: device)
    let integer = try readIntegerGraph(of: device)
    return try evaluation(of: network, integer, on: device)
  }

  /// The same for networks at hand; both see the test images resampled in 8 bits.
  ///
  /// - Parameters:
  ///   - verb: what is told to be stopped.
  ///   - turn: which of how many networks it is, for the progress.
  func evaluation(
    of network: FloatNetwork, _ integer: IntegerGraph, on device: Device,
    during verb: String = "eval", turn: (index: Int, count: Int) = (0, 1)
  ) throws -> Evaluation {
    let dataset = try dataset()
    let images = dataset.test.resized(to: network.graph.inputValue.width)
    let floats = Network(network.graph)
    let store = ParameterStore(network.weights)
    let runner = KernelRunner(integer)
    let classes = dataset.classes.count
    let empty = ConfusionMatrix(classes: classes)
    var evaluation = Evaluation(classes: dataset.classes, float: empty, integer: empty)
    for start in stride(from: 0, to: images.count, by: ImageSet.batchSize) {
      if shouldStop() { throw PipelineError.interrupted(step: verb) }
      let part = images.subset(start..<min(start + ImageSet.batchSize, images.count))
      let batch = part.batch(of: 0..<part.count, dataset.normalization)
      let logits = engine.logits(of: floats, store, on: batch)
      let outputs = runner.run(
        images: part.stored(as: integer.inputValue, dataset.normalization),
        threads: request.threads)
      for (index, label) in part.labels.enumerated() {
        let results = logits[index * classes..<(index + 1) * classes]
        evaluation.float.add(label: label, answer: results.positionOfLargest)
        evaluation.integer.add(label: label, answer: outputs[index].positionOfLargest)
      }
      progress(
        .step(
          done: turn.index * images.count + start + part.count, total: turn.count * images.count,
          detail: "\(device.title), test images"))
    }
    return evaluation
  }
}
