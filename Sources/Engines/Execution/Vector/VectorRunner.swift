import Dispatch
package import Graphs

/// Runs an integer network with the vectors of this processor; the bytes are those of ``ReferenceRunner``.
///
/// Where borders or weights would take much more memory than the network itself, which only windows far
/// larger than their maps bring about, it calls the kernels of devices instead.
///
/// Weights of any bits are unpacked and packed for the kernels once; values have an element each
/// whatever their bits, and lie side by side in an arena of its own per thread.
package final class VectorRunner: Sendable {
  /// The network.
  package let graph: IntegerGraph
  /// What is run; nil where `kernels` are.
  private let program: VectorProgram?
  private let kernels: KernelRunner?
  /// Arenas that no thread uses now.
  private let idle = Locked<[VectorArena]>([])

  /// A runner of a network that `verify()` accepts.
  ///
  /// - Parameter instructions: what the processor has.
  package init(_ graph: IntegerGraph, instructions: VectorInstructions = .fastest) {
    self.graph = graph
    program = VectorProgram(graph, instructions)
    kernels = program == nil ? KernelRunner(graph) : nil
  }

  /// The result for one image.
  ///
  /// - Parameter input: stored values `[H, W, C]`, as many as the input of the network has.
  package func run(_ input: [Int8]) -> [Int8] {
    if let kernels { return kernels.run(input) }
    return withArena { run(input, in: $0, $1) }
  }

  /// Runs a batch of images on at most `threads` threads; the results do not depend on their number.
  ///
  /// - Returns: one result per image, empty for the images that were not run because `shouldStop` said so.
  package func run(
    images: [[Int8]], threads: Int, shouldStop: @Sendable () -> Bool = { false }
  ) -> [[Int8]] {
    let threads = max(1, min(threads, images.count))
    var results = [[Int8]](repeating: [], count: images.count)
    results.withUnsafeMutableBufferPointer { buffer in
      // Each thread writes elements of its own.
      nonisolated(unsafe) let results = buffer
      DispatchQueue.concurrentPerform(iterations: threads) { thread in
        for place in stride(from: thread, to: images.count, by: threads) where !shouldStop() {
          results[place] = run(images[place])
        }
      }
    }
    return results
  }

  /// The value of every node for one image; nil where nothing computes it.
  package func values(for input: [Int8]) -> [[Int8]?] {
    if let kernels { return kernels.values(for: input) }
    return withArena { program, arena in
      _ = run(input, in: program, arena)
      return graph.nodes.indices.map { arena.read(program.maps[$0]) }
    }
  }

  private func run(
    _ input: [Int8], in program: VectorProgram, _ arena: VectorArena
  ) -> [Int8] {
    require(input.count == graph.inputValue.shape.count, "The image has the wrong size.")
    arena.write(input, to: program.maps[0])
    for step in program.steps { program.perform(step, in: arena.memory) }
    return arena.read(program.maps[graph.output])
  }

  private func withArena<Result>(_ body: (VectorProgram, VectorArena) -> Result) -> Result {
    guard let program else { fatalError("The kernels run without an arena of vectors.") }
    let arena = idle.withLock { $0.popLast() } ?? VectorArena(program)
    defer { idle.withLock { $0.append(arena) } }
    return body(program, arena)
  }
}

/// The memory of the values of one image.
private final class VectorArena: @unchecked Sendable {
  // One thread at a time has it.
  let memory: UnsafeMutableRawPointer
  private let kernels: IntegerVectorKernels

  /// Memory whose borders hold their zero points; nothing writes them afterwards.
  init(_ program: VectorProgram) {
    kernels = program.kernels
    let bytes = program.elements * kernels.elementBytes
    memory = .allocate(byteCount: bytes, alignment: 64)
    // Garbage in place of zeros, so that a kernel that reads what nobody wrote is found out.
    memory.initializeMemory(as: UInt8.self, repeating: 0x55, count: bytes)
    for map in program.maps where !map.isContiguous {
      kernels.fill(Int8(map.zeroPoint), count: map.count, to: at(map.start - map.inset))
    }
  }

  deinit { memory.deallocate() }

  private func at(_ element: Int) -> UnsafeMutableRawPointer {
    memory + element * kernels.elementBytes
  }

  /// Writes stored values in row-major order.
  func write(_ values: [Int8], to map: VectorMap) {
    let width = map.shape.width * map.shape.channels
    values.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return }
      for row in 0..<map.shape.height {
        kernels.load(base + row * width, count: width, to: at(map.start + row * map.row))
      }
    }
  }

  /// Stored values in row-major order.
  func read(_ map: VectorMap) -> [Int8] {
    let width = map.shape.width * map.shape.channels
    return [Int8](unsafeUninitializedCapacity: map.shape.count) { values, count in
      guard let base = values.baseAddress else { return }
      for row in 0..<map.shape.height {
        kernels.store(at(map.start + row * map.row), count: width, to: base + row * width)
      }
      count = map.shape.count
    }
  }
}
