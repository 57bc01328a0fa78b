import Datasets
import Foundation
import Graphs
import Testing

struct PixmapTests {
  private func image(_ header: String, _ pixels: [UInt8]) throws -> ImageFile {
    try ImageFile(Array(header.utf8) + pixels, file: "image")
  }

  @Test("A colour image is read row by row")
  func colour() throws {
    let image = try image("P6\n2 1\n255\n", [1, 2, 3, 4, 5, 6])
    #expect(image.shape == Shape(height: 1, width: 2, channels: 3))
    #expect(image.pixels == [1, 2, 3, 4, 5, 6])
  }

  @Test("Comments in the header are skipped, a pixel may look like one, and grey is repeated")
  func comments() throws {
    let image = try image("P5 # grey\n# of a camera\n2\n2 255\n", [35, 10, 32, 9])
    #expect(image.pixels == [35, 35, 35, 10, 10, 10, 32, 32, 32, 9, 9, 9])
  }

  @Test("For a network of one channel colour turns into luma and grey stays as it is")
  func channels() throws {
    let grey = try image("P5\n2 2\n255\n", [7, 0, 255, 128])
    #expect(grey.image(Preprocessing(side: 2, channels: 1)).pixels == [7, 0, 255, 128])
    #expect(
      grey.image(Preprocessing(side: 1, channels: 1)).shape
        == Shape(height: 1, width: 1, channels: 1))
    let colours: [UInt8] = [255, 255, 255, 255, 0, 0, 0, 255, 0, 0, 0, 255]
    let image = try image("P6\n2 2\n255\n", colours)
    #expect(image.image(Preprocessing(side: 2, channels: 1)).pixels == [255, 76, 150, 29])
    #expect(image.image(Preprocessing(side: 2, channels: 3)).pixels == colours)
  }

  @Test(
    "Another file is told",
    arguments: [
      (
        "P3\n1 1\n255\n1 2 3",
        "it is a plain PPM, PGM or PBM image; JPEG, PNG and binary PPM and PGM are read. Convert it, "
          + "for example with 'magick FILE FILE.png'."
      ),
      ("", "it is empty."),
      ("P62 2 255 ", "behind 'P5' or 'P6' stands no space."),
      ("P6", "width and height are not numbers from 1 to 65535."),
      ("P6\nx 1\n255\n", "width and height are not numbers from 1 to 65535."),
      ("P6\n0 1\n255\n", "width and height are not numbers from 1 to 65535."),
      ("P6\n1 1\n65535\n", "the largest value is 65535; it must be 255."),
      ("P6\n2 2\n255\nabc", "2x2x3 pixels take 12 bytes; here are 3."),
      ("P6\n2 2\n255", "2x2x3 pixels take 12 bytes; here are 0."),
    ])
  func others(text: String, reason: String) {
    #expect(throws: DatasetError.image(file: "a.ppm", reason: reason)) {
      try ImageFile(Array(text.utf8), file: "a.ppm")
    }
  }

  @Test("An absent file is told")
  func absent() {
    #expect(
      throws: DatasetError.image(
        file: "/no/where.ppm", reason: "there is no such file or folder. Check the path.")
    ) {
      try ImageFile(contentsOf: URL(filePath: "/no/where.ppm"))
    }
  }
}
