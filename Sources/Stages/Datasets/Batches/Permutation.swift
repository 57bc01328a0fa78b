import Graphs
import Randomness

/// A random order of the numbers below a count whose places are computed one by one.
///
/// A Feistel network permutes the smallest square of a power of two that holds the count; numbers
/// beyond the count are sent through it again until they fall below (cycle walking; Black and
/// Rogaway 2002). So any batch of any epoch is known without shuffling the epoch.
struct Permutation {
  /// How many numbers are permuted, at least 1.
  let count: Int
  private let halfBits: UInt64
  private let keys: [UInt64]

  init(count: Int, generator: inout SeededGenerator) {
    require(count >= 1, "nothing to permute")
    self.count = count
    let bits = UInt64(max(1, UInt64.bitWidth - UInt64(count - 1).leadingZeroBitCount))
    halfBits = (bits + 1) / 2
    keys = (0..<6).map { _ in generator.next() }
  }

  /// The number at this place.
  subscript(place: Int) -> Int {
    require(place >= 0 && place < count, "place \(place) of \(count)")
    let mask = UInt64(1) << halfBits - 1
    var value = UInt64(place)
    repeat {
      var (left, right) = (value >> halfBits, value & mask)
      for key in keys {
        var mixed = (right ^ key) &* 0xBF58_476D_1CE4_E5B9
        mixed ^= mixed >> 31
        mixed = mixed &* 0x94D0_49BB_1331_11EB
        (left, right) = (right, left ^ (mixed >> 32 & mask))
      }
      value = left << halfBits | right
    } while value >= UInt64(count)
    return Int(value)
  }
}
