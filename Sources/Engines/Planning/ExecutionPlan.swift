package import Graphs

/// How an integer network runs: its kernel calls in order and the address of every buffer.
///
/// All addresses are bytes from the start of one static arena, which also holds the input and the
/// output. Decided once, weights packed once; the host runner, the emitted code and what is said of
/// both follow it.
package struct ExecutionPlan: Equatable, Sendable {
  /// One step of the run.
  ///
  /// Depth-first execution is one case more: a call on a range of rows, whose values lie in a ring of
  /// lines. Whoever runs or prints steps switches over this enumeration.
  package enum Step: Equatable, Sendable {
    /// A call that computes a whole value, or a whole part of a concatenation.
    case whole(KernelCall)
  }

  /// The network.
  package let graph: IntegerGraph
  /// For each node of the network its shapes and bits.
  package let layers: [LayerShape]
  /// The steps in order; inputs, aliases and values that are joined in place need none.
  package let steps: [Step]
  /// For each node of the network the address of its value.
  package let addresses: [Int]
  /// Every address is a multiple of it.
  package let alignment: Int
  /// The bytes of the arena: the true peak of live values and scratch.
  package let arenaBytes: Int
  /// The largest sum of live values and scratch under this order; no arena is smaller.
  package let lowerBoundBytes: Int

  /// The kernel calls in order; a layer of the emitted code is one of them.
  package var calls: [KernelCall] {
    steps.map { step in
      switch step {
      case .whole(let call): call
      }
    }
  }

  /// Plans an integer network and packs its weights for the kernels.
  ///
  /// - Parameter alignment: of every address, a power of two; 4 lets kernels load words.
  package init(_ graph: IntegerGraph, alignment: Int = 4) {
    let layers = graph.layerShapes
    let memory = MemoryPlan(BufferGraph(layers, of: graph), alignment: alignment)
    steps = memory.order.flatMap { index -> [Step] in
      guard !memory.isJoinedInPlace[index] else { return [] }
      let node = graph.nodes[index]
      let parts = graph.kernels(of: node, layers[index])
      return parts.enumerated().map { number, part in
        .whole(
          KernelCall(
            node: index, name: parts.count == 1 ? node.name : "\(node.name).\(number)",
            kernel: part.kernel, inputs: part.inputs.map { memory.addresses[node.inputs[$0]] },
            output: memory.addresses[index], scratch: memory.scratchAddresses[index]))
      }
    }
    self.graph = graph
    self.layers = layers
    addresses = memory.addresses
    self.alignment = alignment
    arenaBytes = memory.arenaBytes
    lowerBoundBytes = memory.lowerBoundBytes
  }
}
