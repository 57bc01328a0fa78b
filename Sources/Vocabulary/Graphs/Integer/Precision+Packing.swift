/// How stored values of fewer than 8 bits share bytes; kernels in C read the same format.
///
/// Values lie one behind the other in row-major order, without gaps between rows or pixels. The first
/// value of a byte is at its little end; what the last value leaves of the last byte is 0.
extension Precision {
  /// Values in as many bytes as `byteCount(of:)` says; bits above those of a value are dropped.
  package func packed(_ values: [Int8]) -> [Int8] {
    guard self != .bits8 else { return values }
    let perByte = 8 / rawValue
    var bytes = [UInt8](repeating: 0, count: byteCount(of: values.count))
    for (index, value) in values.enumerated() {
      let code = UInt8(bitPattern: value) & (1 << rawValue - 1)
      bytes[index / perByte] |= code << (index % perByte * rawValue)
    }
    return bytes.map { Int8(bitPattern: $0) }
  }

  /// The first `count` values of packed bytes, with their signs.
  package func unpacked(_ bytes: [Int8], count: Int) -> [Int8] {
    guard self != .bits8 else { return Array(bytes.prefix(count)) }
    let perByte = 8 / rawValue
    return (0..<count).map { index in
      let shift = 8 - rawValue - index % perByte * rawValue
      return Int8(truncatingIfNeeded: Int(bytes[index / perByte]) << shift) >> (8 - rawValue)
    }
  }
}
