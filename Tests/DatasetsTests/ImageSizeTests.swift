import Datasets
import Testing

struct ImageSizeTests {
  private func size(_ bytes: [UInt8]) -> [Int]? {
    ImageFile.size(of: bytes).map { [$0.width, $0.height] }
  }

  /// A JPEG file up to its frame header, whose size is 640 x 300, behind other segments.
  private func jpeg(frame: UInt8, _ segments: [UInt8]) -> [UInt8] {
    [0xFF, 0xD8] + segments + [0xFF, frame, 0, 17, 8, 1, 44, 2, 128, 3]
  }

  @Test func `A JPEG file states its size behind segments of any kind and length`() {
    let metadata: [UInt8] = [0xFF, 0xE1, 0x80, 0x00] + [UInt8](repeating: 0xC0, count: 0x7FFE)
    let table: [UInt8] = [0xFF, 0xC4, 0, 3, 9]
    for frame: UInt8 in [0xC0, 0xC1, 0xC2, 0xCF] {
      #expect(size(jpeg(frame: frame, metadata + table + [0xFF, 0xFF, 0xDB, 0, 2])) == [640, 300])
    }
    #expect(size(jpeg(frame: 0xDA, metadata)) == nil)
    for count in 0..<11 { #expect(size(Array(jpeg(frame: 0xC0, []).prefix(count))) == nil) }
  }

  @Test func `PNG, PPM and PGM files state their size`() {
    let image = PortableNetworkGraphic(
      width: 300, height: 1, colour: .grey, depth: 8,
      rows: [[UInt8](repeating: 7, count: 300)])
    #expect(size(image.bytes) == [300, 1])
    for count in 0..<24 { #expect(size(Array(image.bytes.prefix(count))) == nil) }
    #expect(size(Array("P6\n# made by hand\n12 9\n255\n".utf8)) == [12, 9])
    #expect(size(Array("P5 7 -3 255 ".utf8)) == nil)
    #expect(size(Array("GIF89a".utf8)) == nil && size([]) == nil)
  }

  @Test func `The side of a folder's photographs is the median of the shorter ones`() throws {
    let folder = try TemporaryFolder()
    for (index, size) in [(40, 90), (70, 60), (200, 100)].enumerated() {
      try folder.write(Array("P6 \(size.0) \(size.1) 255 ".utf8), "a/\(index).png")
    }
    try folder.write([1, 2], "b/broken.png")
    #expect(try ImageFolder(folder.url).typicalSide() == 60)
    let broken = try TemporaryFolder()
    for name in ["a", "b"] { try broken.write([], "\(name)/empty.jpg") }
    #expect(try ImageFolder(broken.url).typicalSide() == nil)
  }
}
