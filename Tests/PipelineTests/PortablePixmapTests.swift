import Datasets
import Foundation
import Graphs
import Testing

@testable import Pipeline

@Suite struct PortablePixmapTests {
  private func file(_ header: String, _ pixels: [UInt8]) -> [UInt8] { Array(header.utf8) + pixels }

  @Test func aColourImageIsReadRowByRow() throws {
    let image = try PortablePixmap(file("P6\n2 1\n255\n", [1, 2, 3, 4, 5, 6])).image(channels: 3)
    #expect(image.shape == Shape(height: 1, width: 2, channels: 3))
    #expect(image.pixels == [1, 2, 3, 4, 5, 6])
  }

  @Test func commentsInTheHeaderAreSkippedAndAPixelMayLookLikeOne() throws {
    let bytes = file("P5 # grey\n# of a camera\n2\n2 255\n", [35, 10, 32, 9])
    #expect(try PortablePixmap(bytes).image(channels: 1).pixels == [35, 10, 32, 9])
  }

  @Test func greyIsRepeatedForAColourNetworkAndColourTurnsIntoLuma() throws {
    let grey = try PortablePixmap(file("P5\n1 1\n255\n", [7])).image(channels: 3)
    #expect(grey.pixels == [7, 7, 7])
    let colour = try PortablePixmap(file("P6\n1 2\n255\n", [255, 255, 255, 255, 0, 0]))
    #expect(colour.image(channels: 1).pixels == [255, 76])
  }

  @Test(arguments: [
    ("P3\n1 1\n255\n1 2 3", "it is no binary PPM (P6) or PGM (P5)"),
    ("", "it is no binary PPM (P6) or PGM (P5)"),
    ("P6", "width and height are not numbers from 1 to 65535."),
    ("P6\nx 1\n255\n", "width and height are not numbers from 1 to 65535."),
    ("P6\n0 1\n255\n", "width and height are not numbers from 1 to 65535."),
    ("P6\n1 1\n65535\n", "the largest value is 65535; it must be 255."),
    ("P6\n2 2\n255\nabc", "2x2x3 pixels take 12 bytes; here are 3."),
    ("P6\n2 2\n255", "2x2x3 pixels take 12 bytes; here are 0."),
  ])
  func anotherFileIsTold(text: String, reason: String) {
    let error = #expect(throws: PortablePixmap.FormatError.self) {
      try PortablePixmap(Array(text.utf8))
    }
    #expect(error?.reason.hasPrefix(reason) == true)
  }

  @Test func anAbsentFileIsTold() {
    #expect(
      throws: PipelineError.imageFile(
        "/no/where.ppm", reason: "there is no such file, or it may not be read.")
    ) {
      try PortablePixmap(contentsOf: URL(filePath: "/no/where.ppm"))
    }
  }
}
