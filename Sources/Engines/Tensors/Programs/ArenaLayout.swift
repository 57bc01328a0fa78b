/// Hands out places in a float arena at compile time.
///
/// First fit; places that were given back are used again.
struct ArenaLayout {
  /// Floats up to the end of the last place.
  private(set) var count = 0
  private var free: [Range<Int>] = []

  /// The first float of a new place at a multiple of 64 bytes.
  mutating func allocate(_ floats: Int) -> Int {
    let size = (floats + 15) / 16 * 16
    if let index = free.firstIndex(where: { $0.count >= size }) {
      let start = free[index].lowerBound
      free[index] = start + size..<free[index].upperBound
      if free[index].isEmpty { free.remove(at: index) }
      return start
    }
    if let last = free.last, last.upperBound == count {
      free.removeLast()
      count = last.lowerBound + size
      return last.lowerBound
    }
    count += size
    return count - size
  }

  /// A new place behind all others, which shares no float with those that were given back.
  mutating func allocateBehind(_ floats: Int) -> Int {
    let start = count
    count += (floats + 15) / 16 * 16
    return start
  }

  /// Gives a place back.
  mutating func release(_ start: Int, _ floats: Int) {
    var range = start..<start + (floats + 15) / 16 * 16
    guard !range.isEmpty else { return }
    if let index = free.firstIndex(where: { $0.upperBound == range.lowerBound }) {
      range = free.remove(at: index).lowerBound..<range.upperBound
    }
    if let index = free.firstIndex(where: { $0.lowerBound == range.upperBound }) {
      range = range.lowerBound..<free.remove(at: index).upperBound
    }
    let position = free.firstIndex { $0.lowerBound > range.lowerBound } ?? free.count
    free.insert(range, at: position)
  }
}
