package import Foundation
package import Graphs
import Tensors

/// A picture read from a JPEG or PNG file: 8-bit red, green and blue, whatever the file holds.
///
/// Grey is repeated; of 16 bits the upper 8 count; an alpha channel is dropped and an orientation in
/// the metadata is ignored, as usual loaders do. The format is told by the first bytes, not by the
/// name.
package struct ImageFile: Equatable, Sendable {
  /// The shape with 3 channels.
  package let shape: Shape
  /// The pixels in the order row, column, channel.
  package let pixels: [UInt8]

  init(height: Int, width: Int, pixels: [UInt8]) {
    shape = Shape(height: height, width: width, channels: 3)
    self.pixels = pixels
  }

  /// Reads a file.
  ///
  /// - Throws: ``DatasetError/image(file:reason:)``, or ``DatasetError/imagesTrait(file:format:)`` in a
  ///   build without image formats.
  package init(contentsOf url: URL) throws(DatasetError) {
    let bytes: [UInt8]
    do {
      bytes = Array(try Data(contentsOf: url))
    } catch {
      throw .image(
        file: url.path, reason: "there is no such file, or it may not be read.")
    }
    try self.init(bytes, file: url.path)
  }

  /// Reads the bytes of a file whose path is told in errors.
  package init(_ bytes: [UInt8], file: String) throws(DatasetError) {
    guard let format = Format(of: bytes) else {
      throw .image(
        file: file,
        reason: bytes.isEmpty ? "it is empty." : "it is neither JPEG nor PNG.")
    }
    #if Images
    do throws(ImageFormatError) {
      switch format {
      case .jpeg: try self.init(jpeg: bytes)
      case .png: try self.init(png: bytes)
      }
    } catch {
      throw .image(file: file, reason: error.reason)
    }
    #else
    throw .imagesTrait(file: file, format: format.rawValue)
    #endif
  }

  /// The formats that are read.
  package enum Format: String, Sendable {
    case jpeg = "JPEG"
    case png = "PNG"

    /// The format that these bytes begin as, or nil.
    package init?(of bytes: [UInt8]) {
      if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
        self = .jpeg
      } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
        self = .png
      } else {
        return nil
      }
    }
  }
}

extension ImageFile {
  /// The square in the middle with sides of `side` pixels, resampled as `PixelResampling` says.
  package func square(side: Int) -> [UInt8] {
    let edge = min(shape.height, shape.width)
    let top = (shape.height - edge) / 2
    let left = (shape.width - edge) / 2
    let square =
      shape.height == shape.width
      ? pixels
      : (top..<top + edge).flatMap { row in
        let start = (row * shape.width + left) * shape.channels
        return pixels[start..<start + edge * shape.channels]
      }
    return PixelResampling.resize(
      square, count: 1, shape: Shape(height: edge, width: edge, channels: shape.channels),
      to: side)
  }
}

/// What a decoder says of bytes that it cannot read.
struct ImageFormatError: Error {
  var reason: String

  /// The most pixels that a file may claim, so that no file can take all memory.
  static let mostPixels = 1 << 27

  /// Throws where the size that a header claims is no size of a picture, or of none that the bytes
  /// of the file can hold.
  ///
  /// - Parameter pixelsPerByte: the most that the format's compression makes of one byte.
  static func check(width: Int, height: Int, bytes: Int, pixelsPerByte: Int)
    throws(ImageFormatError)
  {
    guard width >= 1, height >= 1, let pixels = [width, height].productOfDimensions,
      pixels <= mostPixels
    else {
      throw ImageFormatError(
        reason: "it claims \(width)x\(height) pixels; up to \(mostPixels) are read.")
    }
    guard pixels / pixelsPerByte <= bytes else {
      throw ImageFormatError(
        reason: "it claims \(width)x\(height) pixels, which \(bytes) bytes cannot hold.")
    }
  }
}
