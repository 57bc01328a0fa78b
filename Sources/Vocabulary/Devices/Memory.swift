import Graphs

/// A named region of memory.
public struct Memory: Hashable, Sendable {
  /// The name in the data sheet, for example `AXI SRAM`.
  public var name: String
  /// The first address, for the linker script.
  public var origin: UInt32
  /// The size in bytes.
  public var bytes: Int
  /// Where the numbers come from.
  public var source: String

  /// A region.
  public init(name: String, origin: UInt32, bytes: Int, source: String) {
    self.name = name
    self.origin = origin
    self.bytes = bytes
    self.source = source
  }
}

extension Memory {
  /// The addresses of a memory whose size is known to fit them.
  var addresses: Range<Int> { Int(origin)..<Int(origin) + bytes }

  /// Name, first and last address of such a memory in the words of an error.
  var place: String {
    "\"\(name)\" (\(Self.text(origin)) to \(Self.text(origin + UInt32(bytes - 1))))"
  }

  private static func text(_ address: UInt32) -> String {
    let digits = String(address, radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
  }
}

extension Memory: Codable {
  private enum Field: String, CodingKey, CaseIterable { case name, origin, bytes, source }

  /// Reads a region; the origin may be text as `0x20000000`, the size text as `96 KiB`.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.fields(Field.self)
    name = try fields.decode(String.self, forKey: .name)
    if let number = try? fields.decode(UInt32.self, forKey: .origin) {
      origin = number
    } else {
      let text = try fields.text(.origin, insteadOf: "an address such as \"0x20000000\"")
      guard text.lowercased().hasPrefix("0x"), text.dropFirst(2).allSatisfy(\.isHexDigit),
        let number = UInt32(text.dropFirst(2), radix: 16)
      else {
        throw DecodingError.dataCorruptedError(
          forKey: .origin, in: fields,
          debugDescription: "expected an address such as \"0x20000000\", found \"\(text)\"")
      }
      origin = number
    }
    bytes = try fields.bytes(.bytes)
    source = try fields.decode(String.self, forKey: .source)
  }

  /// Writes the origin in hexadecimal and the size with a binary suffix.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Field.self)
    try container.encode(name, forKey: .name)
    try container.encode(Self.text(origin), forKey: .origin)
    try container.encode("\(ByteCount(bytes))", forKey: .bytes)
    try container.encode(source, forKey: .source)
  }
}
