/// A PNG file written by hand, so that what is read does not come from the library that reads it
/// (https://www.w3.org/TR/png-3): the deflate stream has stored blocks only.
struct PortableNetworkGraphic {
  enum Colour: UInt8 {
    case grey = 0
    case rgb = 2
    case palette = 3
    case greyAlpha = 4
    case rgba = 6
  }

  var width: Int
  var height: Int
  var colour: Colour
  /// Bits per sample.
  var depth: UInt8
  /// Entries of the palette, three bytes each.
  var palette: [UInt8] = []
  /// What the chunk `tRNS` holds.
  var transparency: [UInt8] = []
  /// What the chunk `eXIf` holds.
  var exif: [UInt8] = []
  /// The packed samples of each row, without filter bytes.
  var rows: [[UInt8]]

  var bytes: [UInt8] {
    let header = word(width) + word(height) + [depth, colour.rawValue, 0, 0, 0]
    let raw = rows.flatMap { row -> [UInt8] in [0] + row }
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header)
      + (palette.isEmpty ? [] : chunk("PLTE", palette))
      + (transparency.isEmpty ? [] : chunk("tRNS", transparency)) + chunk("IDAT", zlib(raw))
      + (exif.isEmpty ? [] : chunk("eXIf", exif)) + chunk("IEND", [])
  }

  private func zlib(_ raw: [UInt8]) -> [UInt8] {
    let length = UInt16(raw.count)
    let lengths = [length, ~length].flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    var (first, second) = (1, 0)
    for byte in raw {
      first = (first + Int(byte)) % 65521
      second = (second + first) % 65521
    }
    return [0x78, 0x01, 0x01] + lengths + raw + word(second << 16 | first)
  }

  private func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
    let content = Array(name.utf8) + data
    var sum: UInt32 = .max
    for byte in content {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum >> 1 ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    return word(data.count) + content + word(Int(~sum))
  }

  private func word(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}
