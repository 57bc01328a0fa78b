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

extension Memory: Codable {
  private enum Key: String, CodingKey { case name, origin, bytes, source }

  /// Reads a region; the origin may be text as `0x20000000`, the size text as `96 KiB`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    name = try container.decode(String.self, forKey: .name)
    source = try container.decode(String.self, forKey: .source)
    if let number = try? container.decode(UInt32.self, forKey: .origin) {
      origin = number
    } else {
      let text = try container.decode(String.self, forKey: .origin)
      guard text.lowercased().hasPrefix("0x"), let number = UInt32(text.dropFirst(2), radix: 16)
      else {
        throw DecodingError.dataCorruptedError(
          forKey: .origin, in: container,
          debugDescription: "expected an address such as \"0x20000000\", found \"\(text)\"")
      }
      origin = number
    }
    bytes = try container.bytes(.bytes)
  }

  /// Writes the origin in hexadecimal and the size with a binary suffix.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    let digits = String(origin, radix: 16)
    let address = "0x" + String(repeating: "0", count: 8 - digits.count) + digits
    try container.encode(name, forKey: .name)
    try container.encode(address, forKey: .origin)
    try container.encode("\(ByteCount(bytes))", forKey: .bytes)
    try container.encode(source, forKey: .source)
  }
}
