package import Files

extension ImageFile {
  /// Width and height in pixels that the header of a file states, of which no pixel is decoded; nil where
  /// none is found within its first mebibyte.
  package static func size(of path: FilePath) -> (width: Int, height: Int)? {
    // Behind large metadata a header comes late.
    size(of: path.beginning(1 << 16)) ?? size(of: path.beginning(1 << 20))
  }

  /// Width and height that these first bytes of a file state, or nil.
  package static func size(of file: [UInt8]) -> (width: Int, height: Int)? {
    guard let format = Format(of: file) else { return nil }
    let size: (width: Int, height: Int)? =
      switch format {
      case .jpeg: jpegSize(file)
      case .png:
        file.count < 24 ? nil : (file.number(at: 16, bytes: 4), file.number(at: 20, bytes: 4))
      case .pixmap: pixmapSize(file)
      }
    guard let size, size.width > 0, size.height > 0 else { return nil }
    return size
  }

  /// The size in the first frame header (ITU-T T.81, B.2.2), behind segments of any length.
  private static func jpegSize(_ file: [UInt8]) -> (width: Int, height: Int)? {
    var place = 2
    while place + 9 <= file.count, file.number(at: place, bytes: 1) == 0xFF {
      let marker = file.number(at: place + 1, bytes: 1)
      if marker == 0xFF {
        // A byte that fills.
        place += 1
        continue
      }
      // SOF0 to SOF15, among which DHT, JPG and DAC stand.
      if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) {
        return (file.number(at: place + 7, bytes: 2), file.number(at: place + 5, bytes: 2))
      }
      // A scan or the end before any frame.
      if marker == 0xDA || marker == 0xD9 { return nil }
      // RST0 to RST7 and TEM have no length.
      let isBare = (0xD0...0xD8).contains(marker) || marker == 0x01
      place += isBare ? 2 : 2 + file.number(at: place + 2, bytes: 2)
    }
    return nil
  }

  private static func pixmapSize(_ file: [UInt8]) -> (width: Int, height: Int)? {
    var header = PixmapHeader(Array(file.prefix(4096)))
    _ = header.word()
    guard let width = Int(header.word()), let height = Int(header.word()) else { return nil }
    return (width, height)
  }
}

extension [UInt8] {
  /// A number of the high byte first.
  fileprivate func number(at place: Int, bytes: Int) -> Int {
    self[place..<place + bytes].reduce(0) { $0 << 8 | Int($1) }
  }
}
