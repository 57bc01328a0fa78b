import Dispatch
import Graphs
import Randomness

extension GeneratedSet {
  /// The halves of a set, which share no input.
  enum Half: UInt64 {
    case training
    case test
  }

  /// `count` inputs, the classes in turns; input `i` is the same whatever the count.
  func inputs(_ count: Int, half: Half, seed: UInt64) -> ImageSet {
    let (shape, classes) = (shape, max(1, task.classes.count))
    let size = shape.count
    let pixels = [UInt8](unsafeUninitializedCapacity: count * size) { buffer, initialized in
      let target = Target(start: buffer.baseAddress)
      DispatchQueue.concurrentPerform(iterations: count) { index in
        // The halves take turns in the streams of the seed.
        var generator = SeededGenerator(seed: seed, stream: UInt64(index) << 1 | half.rawValue)
        target.write(bytes(of: index % classes, &generator), at: index * size)
      }
      initialized = count * size
    }
    return ImageSet(shape: shape, pixels: pixels, labels: (0..<count).map { $0 % classes })
  }
}

/// Memory in which each input is written to its own place from any thread.
private struct Target: @unchecked Sendable {
  let start: UnsafeMutablePointer<UInt8>?

  func write(_ bytes: [UInt8], at offset: Int) {
    guard let start else { return }
    (start + offset).initialize(from: bytes, count: bytes.count)
  }
}
