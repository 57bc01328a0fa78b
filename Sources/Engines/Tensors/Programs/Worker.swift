/// The arena of one thread with the programs that were bound to it last.
final class Worker {
  private var arena: UnsafeMutableBufferPointer<Float> = .aligned(count: 0)
  private var bound: [(key: Int, program: BoundProgram)] = []
  private let backend: any ComputeBackend

  init(backend: any ComputeBackend) {
    self.backend = backend
  }

  deinit {
    arena.deallocate()
  }

  /// The floats of an arena that is made for a program of so many; a little more, so that few are made.
  static func capacity(for count: Int) -> Int { count * 5 / 4 }

  /// The program on this worker's arena.
  ///
  /// - Parameter key: the same for the same program, and never that of another one.
  func bind(_ program: Program, key: Int) -> BoundProgram {
    if program.arenaCount > arena.count {
      bound.removeAll()
      arena.deallocate()
      arena = .aligned(count: Self.capacity(for: program.arenaCount))
    }
    if let found = bound.firstIndex(where: { $0.key == key }) {
      let entry = bound.remove(at: found)
      bound.append(entry)
      return entry.program
    }
    guard let base = arena.baseAddress else { fatalError("an arena has an address") }
    let new = BoundProgram(program, arena: base, backend: backend)
    if bound.count >= 8 { bound.removeFirst() }
    bound.append((key, new))
    return new
  }
}
