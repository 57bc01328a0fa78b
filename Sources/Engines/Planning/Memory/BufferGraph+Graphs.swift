package import Graphs

extension BufferGraph {
  /// The buffers of an integer network.
  ///
  /// - Parameter scratchBytes: what the chosen kernel of a node needs while it runs.
  package init(
    _ graph: IntegerGraph, scratchBytes: (_ node: Int) -> Int = { _ in 0 }
  ) {
    self.init(
      values: graph.nodes.indices.map { index in
        let node = graph.nodes[index]
        let inputs = node.inputs.map { graph.nodes[$0].value }
        return Value(
          inputs: node.inputs, bytes: node.value.byteCount, scratchBytes: scratchBytes(index),
          freedom: node.op.freedom(inputs: inputs))
      },
      output: graph.output)
  }

  /// The buffers that a network will have after quantization, to 8 bits unless said otherwise.
  ///
  /// Batch norm, ReLU and ReLU6 are taken as fused into the step before where it has no other
  /// reader; softmax stays outside the firmware.
  ///
  /// - Parameters:
  ///   - scratchBytes: what a kernel of such a node needs while it runs.
  ///   - precision: the bits of the values of a node.
  package init(
    _ graph: FloatGraph, scratchBytes: (_ node: Int) -> Int = { _ in 0 },
    precision: (_ node: Int) -> Precision = { _ in .bits8 }
  ) {
    let consumers = graph.consumers
    self.init(
      values: graph.nodes.indices.map { index in
        let node = graph.nodes[index]
        let hasSoleReader = node.inputs.first.map { consumers[$0].count == 1 } ?? false
        let isPacked = ([index] + node.inputs).contains { precision($0) != .bits8 }
        return Value(
          inputs: node.inputs, bytes: precision(index).byteCount(of: node.value.count),
          scratchBytes: scratchBytes(index),
          freedom: node.op.freedom(
            inputs: node.inputs.map { graph.nodes[$0].value }, hasSoleReader: hasSoleReader,
            isPacked: isPacked))
      },
      output: graph.output)
  }
}

/// Positions of inputs that an element-wise result may overwrite: those of its own shape.
private func positions(of shape: Shape, in inputs: [Shape]) -> [Int] {
  inputs.indices.filter { inputs[$0] == shape }
}

/// Whether values lie one behind the other in their concatenation.
private func areContiguous(_ inputs: [Shape]) -> Bool {
  inputs.allSatisfy { $0.area == 1 }
}

extension IntegerOp {
  /// Where the result may lie; a sliding window reads values again that it would have overwritten.
  fileprivate func freedom(inputs: [QuantizedType]) -> BufferGraph.Freedom {
    let shapes = inputs.map(\.shape)
    let arePacked = inputs.contains { $0.precision != .bits8 }
    switch self {
    case .input, .convolution, .dense, .averagePool, .maximumPool: return .own
    case .add(let op):
      return arePacked || op.output.precision != .bits8
        ? .own : .over(positions(of: shapes[0], in: shapes))
    case .multiply(let op):
      return arePacked || op.output.precision != .bits8
        ? .own : .over(positions(of: shapes[0], in: shapes))
    case .lookup(let op):
      return arePacked || op.output.precision != .bits8 ? .own : .over([0])
    case .concat: return areContiguous(shapes) && !arePacked ? .joined : .own
    case .flatten: return .alias
    }
  }
}

extension FloatOp {
  fileprivate func freedom(
    inputs: [Shape], hasSoleReader: Bool, isPacked: Bool
  ) -> BufferGraph.Freedom {
    var inPlace: BufferGraph.Freedom {
      isPacked ? .own : .over(positions(of: inputs[0], in: inputs))
    }
    switch self {
    case .input, .convolution, .dense, .pool, .globalAveragePool: return .own
    case .batchNorm: return hasSoleReader ? .alias : inPlace
    case .activation(let function):
      switch function {
      case .relu, .relu6: return hasSoleReader ? .alias : inPlace
      case .hSwish, .hSigmoid: return inPlace
      }
    case .add, .multiply: return inPlace
    case .concat: return areContiguous(inputs) && !isPacked ? .joined : .own
    case .flatten, .softmax: return .alias
    }
  }
}

/// The bytes of the arena that a network will need after 8-bit quantization.
///
/// - Parameter scratchBytes: what a kernel of such a node needs while it runs; nothing by default.
package func peakBytes(
  of graph: FloatGraph, scratchBytes: (_ node: Int) -> Int = { _ in 0 }
) -> Int {
  MemoryPlan(BufferGraph(graph, scratchBytes: scratchBytes)).arenaBytes
}
