import Datasets
import Foundation
import Graphs

/// An image file of the binary Netpbm formats with 8 bits: `P6` in colour, `P5` in grey.
package struct PortablePixmap {
  private let shape: Shape
  private let pixels: [UInt8]

  /// Reads a file.
  ///
  /// - Throws: ``PipelineError/imageFile(_:reason:)``.
  init(contentsOf file: URL) throws {
    let data: Data
    do {
      data = try Data(contentsOf: file)
    } catch {
      throw PipelineError.imageFile(
        file.path, reason: "there is no such file, or it may not be read.")
    }
    do throws(FormatError) {
      try self.init(Array(data))
    } catch {
      throw PipelineError.imageFile(file.path, reason: error.reason)
    }
  }

  /// What is wrong with the bytes of a file.
  package struct FormatError: Error {
    package var reason: String
  }

  /// Reads the bytes of a file.
  package init(_ bytes: [UInt8]) throws(FormatError) {
    var header = Header(bytes)
    let channels: Int
    switch header.word() {
    case "P6": channels = 3
    case "P5": channels = 1
    default:
      throw FormatError(
        reason: "it is no binary PPM (P6) or PGM (P5); 'convert photo.jpg photo.ppm' makes one.")
    }
    guard let width = Int(header.word()), let height = Int(header.word()),
      (1...65535).contains(width), (1...65535).contains(height)
    else { throw FormatError(reason: "width and height are not numbers from 1 to 65535.") }
    let maximum = header.word()
    guard maximum == "255" else {
      throw FormatError(reason: "the largest value is \(maximum); it must be 255.")
    }
    shape = Shape(height: height, width: width, channels: channels)
    let found = bytes.count - header.position
    guard found >= shape.count else {
      throw FormatError(
        reason: "\(shape) pixels take \(shape.count) bytes; here are \(found).")
    }
    pixels = Array(bytes[header.position..<header.position + shape.count])
  }

  /// The image with as many channels as a network takes.
  ///
  /// Grey is repeated; colour turns into luma (ITU-R BT.601: 0.299 R + 0.587 G + 0.114 B).
  func image(channels: Int) -> ImageSet {
    var shape = shape
    shape.channels = channels
    let converted: [UInt8] =
      switch (self.shape.channels, channels) {
      case (1, 3): pixels.flatMap { [$0, $0, $0] }
      case (3, 1): stride(from: 0, to: pixels.count, by: 3).map(luma)
      default: pixels
      }
    return ImageSet(shape: shape, pixels: converted, labels: [0])
  }

  private func luma(at first: Int) -> UInt8 {
    let parts = zip([299, 587, 114], pixels[first..<first + 3])
    return UInt8(parts.reduce(500) { $0 + $1.0 * Int($1.1) } / 1000)
  }
}

/// The words before the pixels.
private struct Header {
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
