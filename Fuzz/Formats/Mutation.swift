import Randomness

/// Damages files in the ways that find faults of readers; the same seed gives the same damage.
package struct Mutation {
  private var generator: SeededGenerator
  private let isText: Bool

  /// Damage for files of a format.
  package init(of format: FileFormat, seed: UInt64) {
    generator = SeededGenerator(seed: seed)
    isText = format.isText
  }

  /// The bytes with one to four damages, never more than `limit` of them.
  package mutating func callAsFunction(_ bytes: [UInt8], limit: Int = 1 << 16) -> [UInt8] {
    var bytes = bytes
    for _ in 0...int(below: 4) {
      switch int(below: isText ? 10 : 7) {
      case 0: flipBit(&bytes)
      case 1: setByte(&bytes)
      case 2: setWord(&bytes)
      case 3: bytes.removeSubrange(range(in: bytes, longest: 16))
      case 4: bytes.removeLast(int(below: bytes.count + 1) / (1 + int(below: 64)))
      case 5: copyRange(&bytes)
      case 6: insert((0...int(below: 8)).map { _ in UInt8(int(below: 256)) }, &bytes)
      default: setNumber(&bytes)
      }
    }
    return Array(bytes.prefix(limit))
  }

  private mutating func int(below bound: Int) -> Int {
    bound < 1 ? 0 : Int.random(in: 0..<bound, using: &generator)
  }

  private mutating func range(in bytes: [UInt8], longest: Int) -> Range<Int> {
    let start = int(below: bytes.count)
    return start..<min(bytes.count, start + 1 + int(below: longest))
  }

  private mutating func flipBit(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    bytes[int(below: bytes.count)] ^= 1 << UInt8(int(below: 8))
  }

  private mutating func setByte(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    let values: [UInt8] = [0, 1, 0x7F, 0x80, 0xFF, UInt8(int(below: 256))]
    bytes[int(below: bytes.count)] = values[int(below: values.count)]
  }

  /// Writes a number of 2, 4 or 8 bytes that is likely to overflow, in either order.
  private mutating func setWord(_ bytes: inout [UInt8]) {
    let width = [2, 4, 8][int(below: 3)]
    guard bytes.count >= width else { return }
    let ones = UInt64.max >> UInt64(64 - 8 * width)
    let values = [0, 1, ones, ones >> 1, ones >> 1 + 1, ones - 1, UInt64(int(below: 1 << 16))]
    let value = values[int(below: values.count)]
    let start = int(below: bytes.count - width + 1)
    let isLittle = int(below: 2) == 0
    for index in 0..<width {
      let place = isLittle ? index : width - 1 - index
      bytes[start + place] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index))
    }
  }

  private mutating func copyRange(_ bytes: inout [UInt8]) {
    insert(Array(bytes[range(in: bytes, longest: 64)]), &bytes)
  }

  private mutating func insert(_ new: [UInt8], _ bytes: inout [UInt8]) {
    bytes.insert(contentsOf: new, at: int(below: bytes.count + 1))
  }

  /// Writes another value in the place of a number in decimal.
  private mutating func setNumber(_ bytes: inout [UInt8]) {
    func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    let from = int(below: bytes.count)
    guard let start = bytes[from...].firstIndex(where: isDigit) else { return }
    let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
    let values = [
      "0", "-1", "1", "2", "65535", "2147483647", "-2147483648", "4294967296",
      "4611686018427387904", "9223372036854775807", "-9223372036854775808", "1e400", "0.5", "null",
      "[]", "\"\"",
    ]
    bytes.replaceSubrange(start..<end, with: Array(values[int(below: values.count)].utf8))
  }
}
