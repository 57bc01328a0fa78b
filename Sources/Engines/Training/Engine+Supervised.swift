import Graphs
package import Tensors

extension Engine {
  /// Adds the gradients of one step of ordinary training: smoothed labels, nothing else.
  ///
  /// - Parameters:
  ///   - smoothing: the share of each target that is spread over all classes.
  ///   - seed: of dropout.
  package func supervisedStep(
    _ network: Network, _ parameters: ParameterStore, on batch: Batch, smoothing: Double,
    seed: UInt64 = 0
  ) -> Trainer.StepResult {
    let classes = network.graph.outputValue.shape.count
    let targets = Targets.smoothed(batch.labels, classes: classes, by: smoothing)
    let outcome = train(network, parameters, on: batch, towards: targets, seed: seed)
    return Trainer.StepResult(loss: outcome.loss, images: batch.count)
  }

  /// The share of images whose largest result is that of their label, 0 to 1.
  ///
  /// Among equal results the first counts; the accuracy of no images is 0.
  package func accuracy(
    of network: Network, _ parameters: ParameterStore, on batches: [Batch]
  ) -> Double {
    let classes = network.graph.outputValue.shape.count
    var (right, all) = (0, 0)
    for batch in batches {
      let logits = logits(of: network, parameters, on: batch)
      right += Self.hits(logits, batch.labels, classes: classes)
      all += batch.count
    }
    return all == 0 ? 0 : Double(right) / Double(all)
  }

  /// How many images have their largest result, the first among equals, at their label.
  static func hits(_ logits: [Float], _ labels: [Int], classes: Int) -> Int {
    labels.enumerated().reduce(0) { hits, image in
      let results = logits[image.offset * classes..<(image.offset + 1) * classes]
      let answer = results.indices.max { results[$0] < results[$1] }
      return hits + (answer == image.offset * classes + image.element ? 1 : 0)
    }
  }
}
