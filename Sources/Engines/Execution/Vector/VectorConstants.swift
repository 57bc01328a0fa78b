/// Constants of kernels in memory that stays where it is.
final class VectorConstants: @unchecked Sendable {
  // Written while a program is built; afterwards every thread may read it.
  private var memory: [UnsafeMutableRawPointer] = []

  deinit {
    for part in memory { part.deallocate() }
  }

  /// A copy of an array, at a multiple of 64 bytes.
  func copy<Element: BitwiseCopyable>(_ elements: [Element]) -> UnsafePointer<Element> {
    let count = max(elements.count, 1)
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<Element>.stride, alignment: 64)
    memory.append(raw)
    let copy = raw.bindMemory(to: Element.self, capacity: count)
    elements.withUnsafeBufferPointer { from in
      if let base = from.baseAddress { copy.initialize(from: base, count: from.count) }
    }
    return UnsafePointer(copy)
  }
}
