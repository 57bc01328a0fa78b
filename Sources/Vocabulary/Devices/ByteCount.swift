import Foundation

/// A number of bytes as a person writes it: `98304`, `96 KiB`, `1 MiB`, `512 kB`.
public struct ByteCount: Hashable, Sendable {
  /// The number.
  public var bytes: Int

  /// A number of bytes.
  public init(_ bytes: Int) {
    self.bytes = bytes
  }

  /// Reads digits and an optional suffix, `KiB`, `MiB`, `kB` or `MB` in any case; nil where `text` is
  /// anything else, negative or beyond 64 bits.
  public init?(_ text: String) {
    let text = text.filter { $0 != " " && $0 != "_" }
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int(digits) else { return nil }
    let factor: Int
    switch text.dropFirst(digits.count).lowercased() {
    case "", "b": factor = 1
    case "kib", "k": factor = 1024
    case "mib", "m": factor = 1024 * 1024
    case "kb": factor = 1000
    case "mb": factor = 1_000_000
    default: return nil
    }
    let (product, overflow) = number.multipliedReportingOverflow(by: factor)
    guard !overflow else { return nil }
    bytes = product
  }
}

extension ByteCount: CustomStringConvertible {
  /// The largest of MiB, KiB and bytes that divides the number, for example `96 KiB`.
  public var description: String {
    if bytes > 0, bytes % (1024 * 1024) == 0 { return "\(bytes / (1024 * 1024)) MiB" }
    if bytes > 0, bytes % 1024 == 0 { return "\(bytes / 1024) KiB" }
    return "\(bytes)"
  }
}

extension KeyedDecodingContainer {
  /// A number of bytes, or text such as `96 KiB`.
  func bytes(_ key: Key) throws -> Int {
    if let number = try? decode(Int.self, forKey: key) { return number }
    let text = try text(key, insteadOf: "a size such as 98304 or \"96 KiB\"")
    guard let count = ByteCount(text) else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self,
        debugDescription: "expected a size such as 98304 or \"96 KiB\", found \"\(text)\"")
    }
    return count.bytes
  }

  /// The same, or nil where the field is absent.
  func bytesIfPresent(_ key: Key) throws -> Int? { contains(key) ? try bytes(key) : nil }

  /// A text; the error of anything else names what was expected.
  func text(_ key: Key, insteadOf expected: String) throws -> String {
    do {
      return try decode(String.self, forKey: key)
    } catch DecodingError.dataCorrupted(let context) {
      let found = context.debugDescription.components(separatedBy: ", found ").dropFirst()
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self,
        debugDescription: "expected \(expected), found \(found.joined(separator: ", found "))")
    }
  }
}
