#if Images
import CImages
import Datasets
import Foundation
import Graphs
import Testing

struct ImageFileTests {
  private func png(
    _ colour: PortableNetworkGraphic.Colour, depth: UInt8 = 8, palette: [UInt8] = [],
    transparency: [UInt8] = [], rows: [[UInt8]]
  ) -> [UInt8] {
    PortableNetworkGraphic(
      width: 2, height: 2, colour: colour, depth: depth, palette: palette,
      transparency: transparency, rows: rows
    ).bytes
  }

  private func pixels(_ bytes: [UInt8]) throws -> [UInt8] {
    let image = try ImageFile(bytes, file: "image")
    #expect(image.shape == Shape(height: 2, width: 2, channels: 3))
    return image.pixels
  }

  // MARK: PNG

  @Test("A PNG of colours is read as it is")
  func colours() throws {
    let rows: [[UInt8]] = [[1, 2, 3, 250, 251, 252], [0, 0, 255, 17, 18, 19]]
    #expect(try pixels(png(.rgb, rows: rows)) == rows.flatMap { $0 })
  }

  @Test("Grey is repeated, whatever its depth")
  func grey() throws {
    let grey: [UInt8] = [0, 0, 0, 255, 255, 255, 85, 85, 85, 170, 170, 170]
    #expect(try pixels(png(.grey, rows: [[0, 255], [85, 170]])) == grey)
    #expect(try pixels(png(.grey, depth: 2, rows: [[0b0011_0000], [0b0110_0000]])) == grey)
    #expect(
      try pixels(png(.grey, depth: 16, rows: [[0, 9, 255, 1], [85, 7, 170, 200]])) == grey)
  }

  // Case 21
  @Test func `what is transparent lies on white`() throws {
    let white: UInt8 = 255
    #expect(
      try pixels(png(.rgba, rows: [[1, 2, 3, 0, 4, 5, 6, 128], [7, 8, 9, 255, 10, 11, 12, 1]]))
        == [white, white, white, 129, 130, 130, 7, 8, 9, 254, 254, 254])
    #expect(
      try pixels(png(.greyAlpha, rows: [[5, 0, 6, 255], [7, 9, 8, 1]]))
        == [255, 255, 255, 6, 6, 6, 246, 246, 246, 254, 254, 254])
    #expect(
      try pixels(
        png(
          .greyAlpha, depth: 16, rows: [[5, 1, 0, 0, 6, 1, 255, 255], [7, 0, 9, 3, 8, 0, 1, 3]]))
        == [255, 255, 255, 6, 6, 6, 246, 246, 246, 254, 254, 254])
  }

  // Case 21
  @Test func `a transparent colour and a palette's alpha count, too`() throws {
    #expect(
      try pixels(png(.grey, transparency: [0, 7], rows: [[7, 8], [9, 7]]))
        == [255, 255, 255, 8, 8, 8, 9, 9, 9, 255, 255, 255])
    #expect(
      try pixels(
        png(
          .rgb, transparency: [0, 1, 0, 2, 0, 3],
          rows: [[1, 2, 3, 1, 2, 4], [3, 2, 1, 1, 2, 3]]))
        == [255, 255, 255, 1, 2, 4, 3, 2, 1, 255, 255, 255])
    let deep: [[UInt8]] = [[0, 7, 1, 7], [0, 8, 0, 7]]
    #expect(
      try pixels(png(.grey, depth: 16, transparency: [0, 7], rows: deep))
        == [255, 255, 255, 1, 1, 1, 0, 0, 0, 255, 255, 255])
    #expect(
      try pixels(
        png(
          .palette, palette: [10, 20, 30, 40, 50, 60, 0, 0, 0], transparency: [255, 0],
          rows: [[2, 0], [1, 1]]))
        == [0, 0, 0, 10, 20, 30, 255, 255, 255, 255, 255, 255])
  }

  @Test func `of 16 bits the upper eight count`() throws {
    let deep: [[UInt8]] = [
      [1, 99, 2, 0, 3, 255, 4, 1, 5, 1, 6, 1], [7, 0, 8, 0, 9, 0, 10, 0, 11, 0, 12, 0],
    ]
    #expect(try pixels(png(.rgb, depth: 16, rows: deep)) == Array(1...12))
  }

  @Test("A palette is looked up, packed indices too")
  func palette() throws {
    let palette: [UInt8] = [10, 20, 30, 40, 50, 60, 70, 80, 90]
    let expected: [UInt8] = [70, 80, 90, 10, 20, 30, 40, 50, 60, 40, 50, 60]
    #expect(try pixels(png(.palette, palette: palette, rows: [[2, 0], [1, 1]])) == expected)
    #expect(
      try pixels(png(.palette, depth: 4, palette: palette, rows: [[0x20], [0x11]])) == expected)
  }

  // MARK: JPEG

  /// The pixels of both formats have the corners black and white in the left half, red in the right.
  private func jpeg(
    _ format: TJPF, _ subsampling: TJSAMP, flags: Int32 = 0, pixel: (Bool) -> [UInt8]
  ) throws -> [UInt8] {
    let pixels = (0..<32 * 16).flatMap { pixel($0 % 32 < 16) }
    let encoder = try #require(tjInitCompress())
    defer { tjDestroy(encoder) }
    var buffer: UnsafeMutablePointer<UInt8>?
    var size: UInt = 0
    #expect(
      tjCompress2(
        encoder, pixels, 32, 0, 16, format.rawValue, &buffer, &size, Int32(subsampling.rawValue),
        95, flags) == 0)
    defer { tjFree(buffer) }
    return Array(UnsafeBufferPointer(start: buffer, count: Int(size)))
  }

  /// The first and the last pixel of the middle row.
  private func ends(_ bytes: [UInt8]) throws -> [[Int]] {
    let image = try ImageFile(bytes, file: "image")
    #expect(image.shape == Shape(height: 16, width: 32, channels: 3))
    return [8 * 32, 8 * 32 + 31].map { place in
      image.pixels[place * 3..<place * 3 + 3].map { Int($0) }
    }
  }

  private func isNear(_ found: [[Int]], _ expected: [[Int]]) -> Bool {
    zip(found.joined(), expected.joined()).allSatisfy { abs($0 - $1) <= 4 }
  }

  @Test("A JPEG is read, baseline and progressive", arguments: [0, TJFLAG_PROGRESSIVE])
  func colourJPEG(flags: Int32) throws {
    let bytes = try jpeg(TJPF_RGB, TJSAMP_420, flags: flags) {
      $0 ? [250, 250, 250] : [200, 20, 40]
    }
    // The marker of the frame tells how it is coded.
    let frame: UInt8 = flags == 0 ? 0xC0 : 0xC2
    #expect(zip(bytes, bytes.dropFirst()).contains { $0 == 0xFF && $1 == frame })
    #expect(isNear(try ends(bytes), [[250, 250, 250], [200, 20, 40]]))
  }

  @Test("A grey JPEG is repeated")
  func greyJPEG() throws {
    let bytes = try jpeg(TJPF_GRAY, TJSAMP_GRAY) { $0 ? [10] : [200] }
    #expect(isNear(try ends(bytes), [[10, 10, 10], [200, 200, 200]]))
  }

  @Test("CMYK as programs store it, inverted, turns into what is left of the light")
  func cmykJPEG() throws {
    let bytes = try jpeg(TJPF_CMYK, TJSAMP_444) { $0 ? [255, 0, 0, 255] : [200, 100, 50, 128] }
    #expect(isNear(try ends(bytes), [[255, 0, 0], [100, 50, 25]]))
  }

  // MARK: Errors

  @Test("A file that is no image is named with the reason")
  func errors() throws {
    let colours = png(.rgb, rows: [[1, 2, 3, 4, 5, 6], [7, 8, 9, 10, 11, 12]])
    let photo = try jpeg(TJPF_RGB, TJSAMP_444) { $0 ? [0, 0, 0] : [255, 0, 255] }
    func reason(_ bytes: [UInt8]) -> String {
      let sentence = text { _ = try ImageFile(bytes, file: "a/b.png") }
      let start = "The image 'a/b.png' cannot be read: "
      #expect(sentence.hasPrefix(start))
      return String(sentence.dropFirst(start.count))
    }
    #expect(reason([]) == "it is empty.")
    #expect(
      reason([1, 2, 3]) == "it is neither JPEG nor PNG nor binary PPM (P6) or PGM (P5).")
    #expect(
      reason(Array("GIF89a".utf8))
        == "it is a GIF image; JPEG, PNG and binary PPM and PGM are read. Convert it, for example with "
        + "'magick FILE FILE.png'.")
    #expect(
      reason(Array("<!DOCTYPE html><html>".utf8))
        == "it is a web page; JPEG, PNG and binary PPM and PGM are read.")
    #expect(reason(Array(colours.dropLast(30))).contains("libspng"))
    #expect(reason(Array(colours.prefix(20))).contains("libspng"))
    var damaged = colours
    damaged[45] ^= 1
    #expect(reason(damaged).contains("libspng"))
    #expect(reason(Array(photo.dropLast(20))) != "")
    #expect(reason(Array(photo.prefix(100))) != "")
    #expect(
      reason(
        PortableNetworkGraphic(
          width: 60_000, height: 60_000, colour: .grey, depth: 8, rows: [[0]]
        ).bytes) == "it claims 60000x60000 pixels; up to 134217728 are read.")
    let hollow = PortableNetworkGraphic(
      width: 9000, height: 9000, colour: .grey, depth: 1, rows: [[0]]
    ).bytes
    #expect(
      reason(hollow) == "it claims 9000x9000 pixels, which \(hollow.count) bytes cannot hold.")
    let frame = try #require(photo.indices.first { photo[$0...].starts(with: [0xFF, 0xC0]) })
    var huge = photo
    huge.replaceSubrange(frame + 5..<frame + 9, with: [0x27, 0x10, 0x27, 0x10])
    #expect(
      reason(huge) == "it claims 10000x10000 pixels, which \(huge.count) bytes cannot hold.")
    #expect(
      text { _ = try ImageFile(contentsOf: URL(filePath: "/no/where.jpg")) }
        == "The image '/no/where.jpg' cannot be read: there is no such file or folder. Check the path."
    )
  }

  // MARK: Squares

  @Test("The square in the middle is kept and resampled")
  func squares() throws {
    let wide = PortableNetworkGraphic(
      width: 5, height: 2, colour: .grey, depth: 8, rows: [[9, 1, 2, 9, 9], [9, 3, 4, 9, 9]])
    #expect(
      try ImageFile(wide.bytes, file: "wide").square(side: 2)
        == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4])
    let high = PortableNetworkGraphic(
      width: 1, height: 3, colour: .grey, depth: 8, rows: [[9], [40], [9]])
    #expect(
      try ImageFile(high.bytes, file: "high").square(side: 2) == [UInt8](repeating: 40, count: 12))
  }
}
#else
import Datasets
import Testing

struct ImageFileTests {
  @Test("A build without image formats says how to get them")
  func noReaders() {
    #expect(
      text { _ = try ImageFile([0xFF, 0xD8, 0xFF, 0xE0], file: "a.jpg") }
        == "The image 'a.jpg' cannot be read: this build has no reader for JPEG; install the readers "
        + "with 'apt-get install libturbojpeg0-dev libspng-dev' and build with "
        + "'--traits Images,OneDNN'."
    )
  }
}
#endif
