import CKernels
import Datasets
import Graphs
import Randomness
import TestTools
import Testing

/// Camera frames on the device and pictures in training become the same bytes.
@Suite struct FrameTests {
  /// A picture in the bytes of a binary PPM file, and the same as a frame with bytes behind each row.
  private struct Picture {
    let width: Int
    let height: Int
    var pixels: [UInt8]

    init(width: Int, height: Int, seed: UInt64) {
      (self.width, self.height) = (width, height)
      var generator = SeededGenerator(seed: seed)
      pixels = (0..<width * height * 3).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    var file: ImageFile {
      get throws {
        try ImageFile(Array("P6 \(width) \(height) 255\n".utf8) + pixels, file: "frame")
      }
    }
  }

  /// Tables that store a pixel of each channel as another value.
  private let tables: [Int8] = (0..<3).flatMap { channel in
    (0..<256).map { Int8(truncatingIfNeeded: $0 - 128 + channel) }
  }

  /// The values that the C code stores, or nil where it refuses.
  private func read(
    _ pixels: [UInt8], width: Int, height: Int, stride: Int, _ format: thimble_pixel_format,
    side: Int, resolution: Int, channels: Int = 3, scratch count: Int = 1 << 20
  ) -> [Int8]? {
    var input = [Int8](repeating: 0, count: resolution * resolution * channels)
    var scratch = [UInt32](repeating: 0, count: count / 4)
    let status = pixels.withUnsafeBufferPointer { pixels in
      tables.withUnsafeBufferPointer { tables in
        var frame = thimble_frame(
          pixels: pixels.baseAddress, width: Int32(width), height: Int32(height),
          stride: Int32(stride), format: format)
        var how = thimble_preprocessing(
          side: Int32(side), resolution: Int32(resolution), channels: Int32(channels),
          tables: tables.baseAddress)
        return thimble_read_frame(&frame, &how, &input, &scratch, count)
      }
    }
    return status == 0 ? input : nil
  }

  /// The same from the picture as training sees it.
  private func trained(_ picture: Picture, side: Int, resolution: Int, channels: Int = 3) throws
    -> [Int8]
  {
    let image = try picture.file.image(Preprocessing(side: side, channels: channels))
    return image.resized(to: resolution).pixels.enumerated().map { place, pixel in
      tables[place % channels * 256 + Int(pixel)]
    }
  }

  private static let sizes = [
    (320, 240, 32, 32), (96, 96, 96, 96), (161, 120, 48, 20), (40, 77, 64, 64), (8, 9, 224, 160),
    (1, 1, 32, 24), (33, 500, 33, 8), (7, 5, 8, 12),
  ]
  private static let largeSizes = [
    (320, 240, 96, 48), (1600, 1203, 96, 96), (250, 251, 28, 28), (1025, 1023, 160, 128),
  ]

  // Case 5
  @Test(arguments: LargeTests.areWanted ? sizes + largeSizes : sizes)
  func `a frame gives the bytes that training gives for the same picture`(
    width: Int, height: Int, side: Int, resolution: Int
  ) throws {
    let picture = Picture(width: width, height: height, seed: UInt64(width))
    for channels in [3, 1] {
      let expected = try trained(picture, side: side, resolution: resolution, channels: channels)
      let found = read(
        picture.pixels, width: width, height: height, stride: width * 3, THIMBLE_RGB888, side: side,
        resolution: resolution, channels: channels)
      #expect(found == expected)
    }
  }

  @Test func `each pixel format is the picture that it stands for, whatever lies behind its rows`()
    throws
  {
    var picture = Picture(width: 50, height: 37, seed: 3)
    // Values that 5 and 6 bits hold exactly.
    for place in picture.pixels.indices {
      let bits = place % 3 == 1 ? 6 : 5
      let value = picture.pixels[place] >> (8 - bits)
      picture.pixels[place] = value << (8 - bits) | value >> (2 * bits - 8)
    }
    let expected = try trained(picture, side: 24, resolution: 16)
    let formats: [(thimble_pixel_format, (ArraySlice<UInt8>) -> [UInt8])] = [
      (THIMBLE_RGB888, { Array($0) }), (THIMBLE_BGR888, { $0.reversed() }),
      (THIMBLE_RGB565_LE, { Self.packed($0).reversed() }), (THIMBLE_RGB565_BE, Self.packed),
    ]
    for (format, encode) in formats {
      var bytes: [UInt8] = []
      for row in 0..<picture.height {
        for column in 0..<picture.width {
          let start = (row * picture.width + column) * 3
          bytes += encode(picture.pixels[start..<start + 3])
        }
        bytes += [1, 2, 3, 4, 5]
      }
      let stride = bytes.count / picture.height
      #expect(
        read(bytes, width: 50, height: 37, stride: stride, format, side: 24, resolution: 16)
          == expected)
    }
  }

  /// 5, 6 and 5 bits, the higher byte first.
  private static func packed(_ pixel: ArraySlice<UInt8>) -> [UInt8] {
    let parts = pixel.map(UInt16.init)
    let word = (parts[0] >> 3) << 11 | (parts[1] >> 2) << 5 | parts[2] >> 3
    return [UInt8(word >> 8), UInt8(word & 255)]
  }

  @Test func `grey frames are pictures whose colours are equal`() throws {
    var picture = Picture(width: 64, height: 48, seed: 4)
    let greys = (0..<64 * 48).map { picture.pixels[$0 * 3] }
    picture.pixels = greys.flatMap { [$0, $0, $0] }
    for channels in [3, 1] {
      #expect(
        read(
          greys, width: 64, height: 48, stride: 64, THIMBLE_GREY8, side: 32, resolution: 32,
          channels: channels)
          == (try trained(picture, side: 32, resolution: 32, channels: channels)))
    }
  }

  @Test func `sizes out of range and too little scratch are refused`() {
    let pixels = [UInt8](repeating: 0, count: 320 * 240 * 3)
    func read(width: Int = 320, side: Int = 32, resolution: Int = 24, scratch: Int = 1 << 20)
      -> [Int8]?
    {
      self.read(
        pixels, width: width, height: 240, stride: 960, THIMBLE_RGB888, side: side,
        resolution: resolution, scratch: scratch)
    }
    #expect(read(width: 0) == nil && read(width: 16_385) == nil)
    #expect(read(side: 0) == nil && read(side: 1025) == nil && read(resolution: 0) == nil)
    // As the macro says: 240 to 32 with 17 taps, 32 to 24 with 4, and a row of 24.
    let first = 4 * 33 * 19 + (17 * 32 + 240) * 3
    let second = 4 * 25 * 6 + (4 * 24 + 32) * 3
    let needed = first + second + 24 * 3
    #expect(read(scratch: needed) != nil && read(scratch: needed - 4) == nil)
  }
}
