package import Graphs
package import Planning

/// Runs an integer network with the C kernels on this machine, in one arena, as the device does.
package struct KernelRunner: Sendable {
  /// What is run: calls and addresses.
  package let plan: ExecutionPlan
  private let calls: [LoadedCall]

  /// A call whose layer lies in memory.
  private struct LoadedCall: Sendable {
    let call: KernelCall
    let entry: KernelEntry
    let storage: LayerStorage
  }

  /// A runner of the calls of a plan.
  package init(_ plan: ExecutionPlan) {
    self.plan = plan
    calls = plan.calls.map { call in
      let entry = KernelEntry(call.kernel.symbol)
      let storage = LayerStorage(call.kernel.fields, size: entry.layerSize)
      return LoadedCall(call: call, entry: entry, storage: storage)
    }
  }

  /// A runner of a network.
  package init(_ graph: IntegerGraph) {
    self.init(ExecutionPlan(graph))
  }

  /// The result for one image.
  ///
  /// - Parameter input: stored values `[H, W, C]`, as many as the input of the network has.
  package func run(_ input: [Int8]) -> [Int8] {
    withArena { run(input, in: $0) }
  }

  /// The value of every node that a step computes, for one image; nil for all others.
  ///
  /// Bytes are copied right after the step, before another value may take their place.
  package func values(for input: [Int8]) -> [[Int8]?] {
    var values = [[Int8]?](repeating: nil, count: plan.graph.nodes.count)
    withArena { arena in
      load(input, into: arena)
      for loaded in calls {
        perform(loaded, in: arena)
        values[loaded.call.node] = value(of: loaded.call.node, in: arena)
      }
    }
    return values
  }

  private func withArena<Result>(_ body: (UnsafeMutablePointer<Int8>) -> Result) -> Result {
    let bytes = max(plan.arenaBytes, 1)
    return withUnsafeTemporaryAllocation(byteCount: bytes, alignment: max(plan.alignment, 8)) {
      arena in
      // Garbage in place of zeros, so that a kernel that reads what nobody wrote is found out.
      body(arena.initializeMemory(as: Int8.self, repeating: 0x55).baseAddressOrTrap)
    }
  }

  private func run(_ input: [Int8], in arena: UnsafeMutablePointer<Int8>) -> [Int8] {
    load(input, into: arena)
    for call in calls { perform(call, in: arena) }
    return value(of: plan.graph.output, in: arena)
  }

  private func load(_ input: [Int8], into arena: UnsafeMutablePointer<Int8>) {
    require(input.count == plan.graph.inputValue.shape.count, "The image has the wrong size.")
    let first = plan.addresses[0]
    let bytes = plan.graph.inputValue.precision.packed(input)
    for (index, value) in bytes.enumerated() { arena[first + index] = value }
  }

  private func perform(_ loaded: LoadedCall, in arena: UnsafeMutablePointer<Int8>) {
    let call = loaded.call
    loaded.entry.call(
      loaded.storage.layer, call.inputs.map { UnsafePointer(arena + $0) }, arena + call.output,
      call.scratch.map { UnsafeMutableRawPointer(arena + $0) })
  }

  private func value(of node: Int, in arena: UnsafeMutablePointer<Int8>) -> [Int8] {
    let type = plan.graph.nodes[node].value
    let bytes = UnsafeBufferPointer(start: arena + plan.addresses[node], count: type.byteCount)
    return type.precision.unpacked(Array(bytes), count: type.shape.count)
  }
}

extension UnsafeMutableBufferPointer {
  /// The first element of a buffer that is never empty.
  fileprivate var baseAddressOrTrap: UnsafeMutablePointer<Element> {
    guard let baseAddress else { fatalError("The arena has no bytes.") }
    return baseAddress
  }
}
