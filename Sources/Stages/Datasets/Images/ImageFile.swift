package import Files
package import Foundation
package import Graphs
import Tensors

/// A picture read from a JPEG, PNG or binary PPM or PGM file: 8-bit red, green and blue, whatever the
/// file holds.
///
/// Grey is repeated; of 16 bits the upper 8 count; what is transparent lies on white, and the image is
/// turned as its Exif orientation says. The format is recognized by the first bytes, not by the name.
package struct ImageFile: Equatable, Sendable {
  /// The shape with 3 channels, or 1 of brightness.
  package let shape: Shape
  /// The pixels in the order row, column, channel.
  package let pixels: [UInt8]

  init(height: Int, width: Int, pixels: [UInt8]) {
    self.init(shape: Shape(height: height, width: width, channels: 3), pixels: pixels)
  }

  private init(shape: Shape, pixels: [UInt8]) {
    self.shape = shape
    self.pixels = pixels
  }

  /// Reads a file or a pipe.
  ///
  /// - Parameter shouldStop: asked while a pipe is silent.
  /// - Throws: ``DatasetError/image(file:reason:)``; in a build without image formats for JPEG and PNG
  ///   files, too. ``DatasetError/interrupted`` where the caller asked to stop.
  package init(contentsOf path: FilePath, shouldStop: () -> Bool = { false }) throws(DatasetError) {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try path.read(shouldStop: shouldStop)
    } catch {
      if shouldStop() { throw .interrupted }
      throw .image(file: path.shown, reason: error.reason)
    }
    try self.init(bytes, file: path.shown)
  }

  /// The same for a path that is a URL.
  package init(contentsOf url: URL) throws(DatasetError) {
    try self.init(contentsOf: FilePath(url))
  }

  /// Reads the bytes of a file whose path is named in errors.
  package init(_ bytes: [UInt8], file: String) throws(DatasetError) {
    guard let format = Format(of: bytes) else {
      throw .image(file: file, reason: Self.reason(notRead: bytes))
    }
    do throws(ImageFormatError) {
      switch format {
      #if Images
      case .jpeg: try self.init(jpeg: bytes)
      case .png: try self.init(png: bytes)
      #else
      case .jpeg, .png: throw .noReader(of: format)
      #endif
      case .pixmap: try self.init(pixmap: bytes)
      }
    } catch {
      throw .image(file: file, reason: error.reason)
    }
  }

  /// What bytes are that are in none of the formats that are read.
  private static func reason(notRead bytes: [UInt8]) -> String {
    if bytes.isEmpty { return "it is empty." }
    guard let known = KnownFormat(of: bytes) else {
      return "it is neither JPEG nor PNG nor binary PPM (P6) or PGM (P5)."
    }
    let name = "it is \(known.article) \(known.name)\(known.isImage ? " image" : ""); "
    return name + "JPEG, PNG and binary PPM and PGM are read."
      + (known.isImage ? " Convert it, for example with 'magick FILE FILE.png'." : "")
  }

  /// The formats that are read.
  package enum Format: String, Sendable {
    case jpeg = "JPEG"
    case png = "PNG"
    case pixmap = "PPM or PGM"

    /// The format that these bytes begin as, or nil.
    package init?(of bytes: [UInt8]) {
      if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
        self = .jpeg
      } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
        self = .png
      } else if ["P5", "P6"].contains(where: { bytes.starts(with: $0.utf8) }) {
        self = .pixmap
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
      to: Size(side))
  }

  /// The picture as images of a set are made of pictures, before networks of other resolutions look at
  /// it.
  package func image(_ preprocessing: Preprocessing) -> ImageSet {
    let (picture, channels) =
      switch preprocessing.colours {
      case .rgb: (self, 3)
      case .luma: (luma, 1)
      }
    let side = preprocessing.side
    return ImageSet(
      shape: Shape(height: side, width: side, channels: channels),
      pixels: picture.square(side: side), labels: [0])
  }

  /// One channel of brightness, 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601).
  private var luma: ImageFile {
    let luma = stride(from: 0, to: pixels.count, by: 3).map { start in
      let parts = zip([299, 587, 114], pixels[start..<start + 3])
      return UInt8(parts.reduce(500) { $0 + $1.0 * Int($1.1) } / 1000)
    }
    return ImageFile(
      shape: Shape(height: shape.height, width: shape.width, channels: 1), pixels: luma)
  }
}

/// What a decoder says of bytes that it cannot read.
struct ImageFormatError: Error {
  var reason: String

  /// The most pixels that a file may claim, so that no file can take all memory.
  static let mostPixels = 1 << 27

  /// A file of a format that only builds with image formats read.
  static func noReader(of format: ImageFile.Format) -> ImageFormatError {
    ImageFormatError(
      reason: "this build has no reader for \(format.rawValue); install the readers with "
        + "'apt-get install libturbojpeg0-dev libspng-dev' and build with '--traits Images,OneDNN'."
    )
  }

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
