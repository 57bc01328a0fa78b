extension ImageFile {
  /// Reads a file of the binary Netpbm formats with 8 bits: `P6` in colour, `P5` in grey.
  init(pixmap bytes: [UInt8]) throws(ImageFormatError) {
    var header = PixmapHeader(bytes)
    guard let channels = ["P5": 1, "P6": 3][header.word()] else {
      throw ImageFormatError(reason: "behind 'P5' or 'P6' stands no space.")
    }
    guard let width = Int(header.word()), let height = Int(header.word()),
      (1...65535).contains(width), (1...65535).contains(height)
    else { throw ImageFormatError(reason: "width and height are not numbers from 1 to 65535.") }
    let maximum = header.word()
    guard maximum == "255" else {
      throw ImageFormatError(reason: "the largest value is \(maximum); it must be 255.")
    }
    let count = height * width * channels
    let found = bytes.count - header.position
    guard found >= count else {
      throw ImageFormatError(
        reason: "\(height)x\(width)x\(channels) pixels take \(count) bytes; here are \(found).")
    }
    let pixels = bytes[header.position..<header.position + count]
    self.init(
      height: height, width: width,
      pixels: channels == 3 ? Array(pixels) : pixels.flatMap { [$0, $0, $0] })
  }
}

/// The words before the pixels.
struct PixmapHeader {
  private let bytes: [UInt8]
  /// Where the next word begins; after the last one, where the pixels begin.
  private(set) var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The next word with the one space behind it; spaces and comments before it are skipped.
  mutating func word() -> String {
    while position < bytes.count, isSpace(bytes[position]) || bytes[position] == UInt8(ascii: "#") {
      if bytes[position] == UInt8(ascii: "#") {
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
      } else {
        position += 1
      }
    }
    let word = bytes[position...].prefix(16).prefix { !isSpace($0) }
    position = min(position + word.count + 1, bytes.count)
    return String(decoding: word, as: UTF8.self)
  }

  private func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
}
