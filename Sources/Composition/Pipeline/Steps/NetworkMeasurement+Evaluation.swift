import Datasets
import Execution
import Graphs
import Tensors

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
    let (interface, type) = (network.interface, integer.outputValue)
    let images = dataset.test.resized(to: network.graph.inputValue.size)
    let floats = Network(network.graph)
    let store = ParameterStore(network.weights)
    let runner = VectorRunner(integer)
    let width = type.shape.count
    let empty = AnswerTally(interface.task)
    var evaluation = Evaluation(task: interface.task, float: empty, integer: empty)
    for start in stride(from: 0, to: images.count, by: ImageSet.batchSize) {
      try context.checkForStop(during: verb)
      let part = images.subset(start..<min(start + ImageSet.batchSize, images.count))
      let batch = part.batch(of: 0..<part.count, interface.normalization)
      let logits = context.engine.logits(of: floats, store, on: batch)
      let outputs = runner.run(
        images: part.stored(as: integer.inputValue, interface.normalization),
        threads: context.threads)
      evaluation.float.add(
        stride(from: 0, to: logits.count, by: width).map { logits[$0..<$0 + width] }, to: batch)
      evaluation.integer.add(outputs.map { type.values(of: $0) }, to: batch)
      context.progress(
        .step(
          done: turn.index * images.count + start + part.count, total: turn.count * images.count,
          detail: "\(title), test \(interface.noun)"))
    }
    return evaluation
  }
}
