package import Graphs

extension Engine {
  /// For what a network takes memory.
  package enum Work: Sendable {
    /// Training steps.
    case training
    /// Measuring accuracies and the statistics of batch norms.
    case measuring
  }

  /// The bytes of the arena of one thread that computes a network on a virtual batch; nothing is
  /// allocated.
  ///
  /// - Parameter most: where the values of the network alone take more, the answer is what they take, as
  ///   the kernels of such a network need not exist.
  package func arenaBytes(of graph: FloatGraph, for work: Work, atMost most: Double) -> Double {
    let values = valueBytes(of: graph, for: work)
    guard values <= most else { return values }
    let passes: [Pass] =
      switch work {
      case .training: [.training]
      case .measuring: [.statistics, .inference]
      }
    let network = Network(graph)
    return passes.reduce(0) { most, pass in
      computing.prepareThread()
      var builder = ProgramBuilder(
        network, images: Self.virtualBatch, pass: pass, backend: computing)
      return max(most, 4 * Double(Worker.capacity(for: builder.build().arenaCount)))
    }
  }

  /// A lower bound of the arena in bytes: in training the values of all nodes, else of the largest one.
  ///
  /// A batch norm or an activation may be fused with the step before it.
  private func valueBytes(of graph: FloatGraph, for work: Work) -> Double {
    let bytesPerValue =
      switch (work, precision) {
      case (.training, .bfloat16): 2.0
      case (.training, .float32), (.measuring, _): 4.0
      }
    let counts = graph.nodes.map { node in
      switch node.op {
      case .convolution, .dense, .add, .multiply, .pool, .globalAveragePool, .concat:
        Double(node.value.count)
      case .input, .batchNorm, .activation, .flatten, .softmax: 0.0
      }
    }
    let values =
      switch work {
      case .training: counts.reduce(0, +)
      case .measuring: counts.max() ?? 0
      }
    let parameters = graph.parameters.reduce(0) { $0 + 4 * Double($1.count) }
    return Double(Self.virtualBatch) * bytesPerValue * values + parameters
  }
}
