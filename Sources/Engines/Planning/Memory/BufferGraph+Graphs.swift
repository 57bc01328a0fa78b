package import Graphs

extension BufferGraph {
  /// The buffers of an integer network.
  ///
  /// - Parameter layers: its ``Graph/layerShapes``.
  package init(_ layers: [LayerShape], of graph: IntegerGraph) {
    self.init(
      values: zip(graph.nodes, layers).map { node, layer in
        Value(
          inputs: node.inputs, bytes: node.value.byteCount, scratchBytes: layer.scratchBytes,
          freedom: layer.freedom)
      },
      output: graph.output)
  }

  /// The buffers that a network will have after quantization, to 8 bits unless said otherwise.
  ///
  /// - Parameters:
  ///   - scratchBytes: what a kernel of such a node needs while it runs.
  ///   - precision: the bits of the values of a node.
  package init(
    _ network: LoweredGraph, scratchBytes: (_ node: Int) -> Int = { _ in 0 },
    precision: (_ node: Int) -> Precision = { _ in .bits8 }
  ) {
    self.init(
      values: network.graph.nodes.enumerated().map { index, node in
        let bytes = precision(index).byteCount(of: node.value.count)
        switch network.roles[index] {
        case .part, .host:
          return Value(inputs: node.inputs, bytes: bytes, freedom: .alias)
        case .step:
          // What no result needs is left out.
          guard let layer = network.layers[index] else { return Value(inputs: [], bytes: 0) }
          let bits = KernelBits(
            inputs: node.inputs.map(precision), weights: .bits8, output: precision(index))
          return Value(
            inputs: node.inputs, bytes: bytes, scratchBytes: scratchBytes(index),
            freedom: layer.with(bits).freedom)
        }
      },
      output: network.graph.output)
  }
}

extension LayerShape {
  /// Where the result may lie; a sliding window reads values again that it would have overwritten, and
  /// packed kernels read bytes that hold several values.
  var freedom: BufferGraph.Freedom {
    switch kind {
    case .input, .convolution, .dense, .averagePool, .maximumPool: .own
    case .add, .multiply, .lookup:
      isPacked ? .own : .over(inputs.indices.filter { inputs[$0] == inputs[0] })
    case .concat: !isPacked && inputs.allSatisfy { $0.area == 1 } ? .joined : .own
    case .flatten: .alias
    }
  }
}

/// The bytes of the arena that a network will need after 8-bit quantization.
///
/// - Parameter scratchBytes: what a kernel of such a node needs while it runs; nothing by default.
package func peakBytes(
  of network: LoweredGraph, scratchBytes: (_ node: Int) -> Int = { _ in 0 }
) -> Int {
  MemoryPlan(BufferGraph(network, scratchBytes: scratchBytes)).arenaBytes
}
