/// When each value is computed and where it lies in one static arena.
package struct MemoryPlan: Equatable, Sendable {
  /// The values in the order of computation.
  package let order: [Int]
  /// For each value its first byte in the arena.
  package let addresses: [Int]
  /// For each value the first byte of its step's scratch, or nil where the step needs none.
  package let scratchAddresses: [Int?]
  /// For each value the position of the input that it overwrites, or nil.
  package let overwrittenInput: [Int?]
  /// Whether a joined value needs no step because its inputs are computed right into it.
  package let isJoinedInPlace: [Bool]
  /// The bytes of the arena: the true peak of live values and scratch.
  package let arenaBytes: Int
  /// The largest sum of live values and scratch under this order; no arena is smaller.
  package let lowerBoundBytes: Int

  /// Plans the memory of `graph`: the given order or, where it needs less, another one.
  ///
  /// - Parameter alignment: every address is a multiple of it; a power of two.
  package init(_ graph: BufferGraph, alignment: Int = 4) {
    let given = MemoryPlan(graph, order: Array(graph.values.indices), alignment: alignment)
    if given.arenaBytes <= graph.unavoidableBytes(alignment: alignment) {
      self = given
      return
    }
    let order = graph.scheduleOfLowPeak()
    let other = MemoryPlan(graph, order: order, alignment: alignment)
    self = other.arenaBytes < given.arenaBytes ? other : given
  }

  /// Plans the memory of `graph` under a schedule.
  package init(_ graph: BufferGraph, order: [Int], alignment: Int) {
    let assignment = StorageAssignment(graph, order: order, alignment: alignment)
    let placement = Placement(assignment.storages, alignment: alignment)
    self.order = order
    addresses = graph.values.indices.map {
      placement.addresses[assignment.storage[$0]] + assignment.offset[$0]
    }
    scratchAddresses = assignment.scratch.map { $0.map { placement.addresses[$0] } }
    overwrittenInput = assignment.overwrittenInput
    isJoinedInPlace = assignment.isJoinedInPlace
    arenaBytes = placement.bytes
    lowerBoundBytes = Placement.lowerBound(of: assignment.storages, alignment: alignment)
  }
}
