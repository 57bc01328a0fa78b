import Graphs

/// How a camera was held, as the tag `Orientation` of Exif says (CIPA DC-008, table 5).
enum Orientation: Int, CaseIterable {
  /// The first row is the top, the first column the left side.
  case upright = 1
  case mirrored = 2
  case upsideDown = 3
  case mirroredUpsideDown = 4
  /// The first row is the left side, the first column the top.
  case mirroredLeft = 5
  /// The first row is the right side, the first column the top.
  case right = 6
  case mirroredRight = 7
  case left = 8

  /// Whether rows become columns.
  private var isTurned: Bool { rawValue >= 5 }
  /// Whether an upright row is read from its end.
  private var reversesRows: Bool {
    [.mirrored, .upsideDown, .right, .mirroredRight].contains(self)
  }
  /// Whether upright rows are read from the last one.
  private var reversesColumns: Bool {
    [.upsideDown, .mirroredUpsideDown, .mirroredRight, .left].contains(self)
  }

  /// The image as it was seen.
  func applied(to image: ImageFile) -> ImageFile {
    if self == .upright { return image }
    let (height, width) = (image.shape.height, image.shape.width)
    let (newHeight, newWidth) = isTurned ? (width, height) : (height, width)
    let pixels = [UInt8](unsafeUninitializedCapacity: height * width * 3) { result, count in
      image.pixels.withUnsafeBufferPointer { source in
        for row in 0..<newHeight {
          // Along an upright row, the stored pixels are a row or a column, from either end.
          let alongRow = reversesRows ? newWidth - 1 : 0
          let acrossRow = reversesColumns ? newHeight - 1 - row : row
          var place = 3 * (isTurned ? alongRow * width + acrossRow : acrossRow * width + alongRow)
          let step = 3 * (isTurned ? width : 1) * (reversesRows ? -1 : 1)
          for _ in 0..<newWidth {
            result.initializeElement(at: count, to: source[place])
            result.initializeElement(at: count + 1, to: source[place + 1])
            result.initializeElement(at: count + 2, to: source[place + 2])
            count += 3
            place += step
          }
        }
      }
    }
    return ImageFile(height: newHeight, width: newWidth, pixels: pixels)
  }
}

extension Orientation {
  /// The orientation that a JPEG file states in its Exif segment; upright where it states none.
  init(jpeg bytes: [UInt8]) {
    self = Self.exif(inJPEG: bytes).flatMap(Orientation.init(tiff:)) ?? .upright
  }

  /// The orientation that a PNG file states in its chunk `eXIf`; upright where it states none.
  init(png bytes: [UInt8]) {
    self = Self.exif(inPNG: bytes).flatMap(Orientation.init(tiff:)) ?? .upright
  }

  /// The content of the first Exif segment before the image (ISO/IEC 10918-1, B.1.1.4).
  private static func exif(inJPEG bytes: [UInt8]) -> ArraySlice<UInt8>? {
    var position = 2
    while position + 4 <= bytes.count, bytes[position] == 0xFF {
      let marker = bytes[position + 1]
      // A marker may have fill bytes before it.
      if marker == 0xFF {
        position += 1
        continue
      }
      // The scan begins, or the image ends.
      if marker == 0xDA || marker == 0xD9 { return nil }
      // Those without a length.
      if marker == 0x01 || (0xD0...0xD8).contains(marker) {
        position += 2
        continue
      }
      let length = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
      let end = position + 2 + length
      guard length >= 2, end <= bytes.count else { return nil }
      let content = bytes[position + 4..<end]
      if marker == 0xE1, content.starts(with: [0x45, 0x78, 0x69, 0x66, 0]) {
        return content.dropFirst(6)
      }
      position = end
    }
    return nil
  }

  /// The content of the chunk `eXIf`, which may also stand behind the image
  /// (https://www.w3.org/TR/png-3, 11.3.4.5).
  private static func exif(inPNG bytes: [UInt8]) -> ArraySlice<UInt8>? {
    var position = 8
    while position + 12 <= bytes.count {
      let length = bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
      let end = position + 8 + length
      guard end + 4 <= bytes.count else { return nil }
      if bytes[position + 4..<position + 8].elementsEqual("eXIf".utf8) {
        return bytes[position + 8..<end]
      }
      position = end + 4
    }
    return nil
  }

  /// The tag in the first directory of a TIFF structure in either byte order, or nil (TIFF 6.0,
  /// section 2).
  private init?(tiff bytes: ArraySlice<UInt8>) {
    let isLittle = bytes.starts(with: [0x49, 0x49])
    guard isLittle || bytes.starts(with: [0x4D, 0x4D]) else { return nil }
    func number(at offset: Int, _ length: Int) -> Int? {
      guard offset >= 0, offset <= bytes.count - length else { return nil }
      let word = bytes.dropFirst(offset).prefix(length)
      return (isLittle ? Array(word.reversed()) : Array(word)).reduce(0) { $0 << 8 | Int($1) }
    }
    guard number(at: 2, 2) == 42, let directory = number(at: 4, 4),
      let count = number(at: directory, 2)
    else { return nil }
    for entry in 0..<count {
      let place = directory + 2 + 12 * entry
      guard let tag = number(at: place, 2), let type = number(at: place + 2, 2) else { return nil }
      guard tag == 0x0112 else { continue }
      // A short, or a long as some programs write it.
      guard let length = [3: 2, 4: 4][type], let value = number(at: place + 8, length) else {
        return nil
      }
      self.init(rawValue: value)
      return
    }
    return nil
  }
}
