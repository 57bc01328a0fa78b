package import Graphs
package import Tensors

extension NetworkTask {
  /// What training makes small for the task.
  package var loss: Loss {
    switch self {
    case .classes: .crossEntropy
    case .values: .squaredError
    }
  }
}

extension Engine {
  /// How well a network does a task on images, by the score of the task, 0 to 1.
  ///
  /// Plain values are those of the images themselves, as the network reads them.
  package func score(
    of network: Network, _ parameters: ParameterStore, on batches: [Batch], for task: NetworkTask
  ) -> Double {
    switch task {
    case .classes:
      return accuracy(of: network, parameters, on: batches)
    case .values:
      var explained = ExplainedVariance()
      let width = network.graph.outputValue.shape.count
      for batch in batches {
        let outputs = logits(of: network, parameters, on: batch)
        for start in stride(from: 0, to: outputs.count, by: width) {
          explained.add(
            outputs: outputs[start..<start + width], targets: batch.images[start..<start + width])
        }
      }
      return explained.share
    }
  }
}
