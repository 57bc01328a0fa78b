#if Images
import CImages
import Datasets
import Graphs
import Testing

/// How a camera was held (case 21).
struct OrientationTests {
  /// A TIFF structure with the orientation behind another tag.
  private func exif(_ orientation: Int, littleEndian: Bool, isLong: Bool = false) -> [UInt8] {
    func number(_ value: Int, _ length: Int) -> [UInt8] {
      let bytes = (0..<length).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
      return littleEndian ? bytes : bytes.reversed()
    }
    let value =
      isLong ? number(orientation, 4) : number(orientation, 2) + [0, 0]
    let head: [[UInt8]] = [
      littleEndian ? [0x49, 0x49] : [0x4D, 0x4D], number(42, 2), number(8, 4), number(2, 2),
    ]
    let width: [[UInt8]] = [number(0x0100, 2), number(3, 2), number(1, 4), number(3, 2), [0, 0]]
    let turn: [[UInt8]] = [number(0x0112, 2), number(isLong ? 4 : 3, 2), number(1, 4), value]
    return Array((head + width + turn + [number(0, 4)]).joined())
  }

  private func png(_ exif: [UInt8]) -> [UInt8] {
    PortableNetworkGraphic(
      width: 3, height: 2, colour: .grey, depth: 8, exif: exif, rows: [[1, 2, 3], [4, 5, 6]]
    ).bytes
  }

  /// The rows of a grey image.
  private func rows(_ bytes: [UInt8]) throws -> [[UInt8]] {
    let image = try ImageFile(bytes, file: "image")
    return (0..<image.shape.height).map { row in
      (0..<image.shape.width).map { image.pixels[(row * image.shape.width + $0) * 3] }
    }
  }

  private static let seen: [[[UInt8]]] = [
    [[1, 2, 3], [4, 5, 6]], [[3, 2, 1], [6, 5, 4]], [[6, 5, 4], [3, 2, 1]],
    [[4, 5, 6], [1, 2, 3]],
    [[1, 4], [2, 5], [3, 6]], [[4, 1], [5, 2], [6, 3]], [[6, 3], [5, 2], [4, 1]],
    [[3, 6], [2, 5], [1, 4]],
  ]

  // Case 21
  @Test(arguments: 1...8, [true, false])
  func `an image is turned as its orientation says, in either byte order`(
    orientation: Int, littleEndian: Bool
  ) throws {
    for isLong in [false, true] {
      let tiff = exif(orientation, littleEndian: littleEndian, isLong: isLong)
      #expect(try rows(png(tiff)) == Self.seen[orientation - 1])
    }
  }

  @Test func `an orientation that is none, or is cut short, changes nothing`() throws {
    let whole = exif(6, littleEndian: true)
    for orientation in [0, 9, 65535] {
      #expect(try rows(png(exif(orientation, littleEndian: false))) == Self.seen[0])
    }
    // Behind the value stands nothing that is needed.
    for length in 1..<32 { #expect(try rows(png(Array(whole.prefix(length)))) == Self.seen[0]) }
    var far = whole
    far.replaceSubrange(4..<8, with: [0xFF, 0xFF, 0xFF, 0xFF])
    #expect(try rows(png(far)) == Self.seen[0])
  }

  // Case 21
  @Test(arguments: 1...8, [true, false])
  func `a JPEG file is turned as its Exif segment says`(orientation: Int, littleEndian: Bool) throws
  {
    let tiff = exif(orientation, littleEndian: littleEndian)
    let content = Array("Exif\0\0".utf8) + tiff
    let length = content.count + 2
    let segment: [UInt8] = [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 255)] + content
    let plain = try jpeg()
    let start = try ImageFile(plain, file: "image")
    // Behind the first segment, as cameras write it, with another application's before it.
    let other: [UInt8] = [0xFF, 0xE1, 0, 6, 0x68, 0x74, 0x74, 0x70]
    let turned = try ImageFile(
      Array(plain.prefix(2)) + other + segment + Array(plain.dropFirst(2)), file: "image")
    let (height, width) = (turned.shape.height, turned.shape.width)
    #expect((height, width) == (orientation < 5 ? (16, 24) : (24, 16)))
    // The places of the corners follow from those of the small picture.
    let small = Self.seen[orientation - 1]
    let corners = [1: (0, 0), 3: (0, 23), 4: (15, 0), 6: (15, 23)]
    func pixel(_ image: ImageFile, _ row: Int, _ column: Int) -> [UInt8] {
      let place = 3 * (row * image.shape.width + column)
      return Array(image.pixels[place..<place + 3])
    }
    for (row, y) in [(0, 0), (small.count - 1, height - 1)] {
      for (column, x) in [(0, 0), (small[0].count - 1, width - 1)] {
        let (top, left) = try #require(corners[Int(small[row][column])])
        #expect(pixel(turned, y, x) == pixel(start, top, left))
      }
    }
  }

  /// A JPEG of 24 x 16 pixels in four colours.
  private func jpeg() throws -> [UInt8] {
    let colours: [[UInt8]] = [[250, 10, 10], [10, 250, 10], [10, 10, 250], [240, 240, 10]]
    let pixels = (0..<24 * 16).flatMap { place in
      let (isLower, isRight) = (place / 24 >= 8, place % 24 >= 12)
      return colours[(isLower ? 2 : 0) + (isRight ? 1 : 0)]
    }
    return try compressed(pixels, width: 24, height: 16)
  }
}

/// Pixels in red, green and blue as a JPEG file.
func compressed(_ pixels: [UInt8], width: Int, height: Int) throws -> [UInt8] {
  let encoder = try #require(tjInitCompress())
  defer { tjDestroy(encoder) }
  var buffer: UnsafeMutablePointer<UInt8>?
  var size: UInt = 0
  #expect(
    tjCompress2(
      encoder, pixels, Int32(width), 0, Int32(height), TJPF_RGB.rawValue, &buffer, &size,
      Int32(TJSAMP_444.rawValue), 95, 0) == 0)
  defer { tjFree(buffer) }
  return Array(UnsafeBufferPointer(start: buffer, count: Int(size)))
}
#endif
