package import Graphs

/// How an integer network runs: the order of its steps and the address of every buffer.
///
/// All addresses are bytes from the start of one static arena, which also holds the input and the
/// output. Decided once; the host runner and the emitted code both follow it.
package struct ExecutionPlan: Equatable, Sendable {
  /// One step: a node that is computed.
  package struct Step: Equatable, Sendable {
    /// The node of the graph.
    package var node: Int
    /// The addresses of the node's inputs.
    package var inputs: [Int]
    /// The address of its result.
    package var output: Int
    /// The address of its scratch, or nil where it needs none.
    package var scratch: Int?
    /// The bytes of its scratch.
    package var scratchBytes: Int
    /// The position of the input that the result overwrites, or nil.
    package var overwrittenInput: Int?
  }

  /// The steps in order; inputs, aliases and values that are joined in place need none.
  package let steps: [Step]
  /// For each node of the graph the address of its value.
  package let addresses: [Int]
  /// Every address is a multiple of it.
  package let alignment: Int
  /// The bytes of the arena: the true peak of live values and scratch.
  package let arenaBytes: Int
  /// The largest sum of live values and scratch under this order; no arena is smaller.
  package let lowerBoundBytes: Int

  /// Plans an integer network.
  ///
  /// - Parameters:
  ///   - alignment: of every address, a power of two; 4 lets kernels load words.
  ///   - scratchBytes: what the kernel of a node needs while it runs.
  package init(
    _ graph: IntegerGraph, alignment: Int = 4, scratchBytes: (_ node: Int) -> Int = { _ in 0 }
  ) {
    let buffers = BufferGraph(graph, scratchBytes: scratchBytes)
    let memory = MemoryPlan(buffers, alignment: alignment)
    steps = memory.order.compactMap { index in
      let node = graph.nodes[index]
      if node.inputs.isEmpty || memory.isJoinedInPlace[index]
        || buffers.values[index].freedom == .alias
      {
        return nil
      }
      return Step(
        node: index, inputs: node.inputs.map { memory.addresses[$0] },
        output: memory.addresses[index], scratch: memory.scratchAddresses[index],
        scratchBytes: buffers.values[index].scratchBytes,
        overwrittenInput: memory.overwrittenInput[index])
    }
    addresses = memory.addresses
    self.alignment = alignment
    arenaBytes = memory.arenaBytes
    lowerBoundBytes = memory.lowerBoundBytes
  }
}
