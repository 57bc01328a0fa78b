import Files

/// What a file is, by its first bytes and, where these say nothing, by the ending of its name.
enum FileContent: Equatable {
  /// It is read, or its name promises that.
  case image
  /// An image that is not read; the text is its ending, such as `.bmp`, or its format.
  case otherImage(String)
  case other

  /// Looks at a file whose name is not hidden; only where its ending says nothing is it opened.
  init(of entry: FolderEntry, at path: FilePath) {
    let ending = entry.name.ending
    if Self.readEndings.contains(ending) {
      self = .image
      return
    }
    let bytes = path.beginning(KnownFormat.longestSignature)
    let isOtherImage = Self.otherEndings.contains(ending)
    if let format = ImageFile.Format(of: bytes), format != .pixmap || Self.isPixmap(bytes) {
      self = .image
    } else if let format = KnownFormat(of: bytes), format.isImage {
      self = .otherImage(isOtherImage ? ".\(ending)" : format.name)
    } else {
      self = isOtherImage ? .otherImage(".\(ending)") : .other
    }
  }

  /// Whether a size stands behind the two letters, which a text may begin with, too.
  private static func isPixmap(_ bytes: [UInt8]) -> Bool {
    guard let first = bytes.dropFirst(2).first, first == 32 || (9...13).contains(first),
      let second = bytes.dropFirst(3).first
    else { return false }
    return second == UInt8(ascii: "#") || (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(second)
  }

  /// Endings of the formats that are read.
  private static let readEndings: Set = [
    "jpg", "jpeg", "jpe", "jfif", "jif", "png", "ppm", "pgm", "pnm",
  ]

  /// Endings of image formats that are not read, those of cameras' raw files among them.
  private static let otherEndings: Set = [
    "bmp", "dib", "webp", "gif", "tif", "tiff", "heic", "heif", "avif", "jxl", "jp2", "j2k", "jpx",
    "psd", "ico", "svg", "tga", "pcx", "exr", "hdr", "qoi", "dds", "pbm", "pam", "pfm", "xbm",
    "xpm",
    "cr2", "cr3", "crw", "nef", "arw", "dng", "orf", "rw2", "raf", "pef", "srw", "x3f", "raw",
  ]
}

/// A format that is not read, but known by its first bytes, so that an error can name it.
struct KnownFormat: Equatable {
  /// The name, such as `WebP`.
  let name: String
  /// Whether it holds an image.
  let isImage: Bool

  /// What stands before the name in a sentence, as it is spoken.
  var article: String { ["AVIF", "SVG", "OpenEXR"].contains(name) ? "an" : "a" }

  /// Bytes that are enough to recognize every format.
  static let longestSignature = 64

  /// The format that these bytes begin as, or nil.
  init?(of bytes: [UInt8]) {
    guard let found = Self.signatures.first(where: { $0.matches(bytes) }) else { return nil }
    (name, isImage) = (found.name, found.isImage)
  }

  private struct Signature {
    var name: String
    var isImage = true
    /// Where `bytes` stand.
    var offset = 0
    var bytes: [UInt8]
    /// Where nothing but 0 stands.
    var reserved = 0..<0

    init(_ name: String, isImage: Bool = true, offset: Int = 0, _ bytes: [UInt8]) {
      (self.name, self.isImage, self.offset, self.bytes) = (name, isImage, offset, bytes)
    }

    init(
      _ name: String, isImage: Bool = true, offset: Int = 0, _ text: String,
      reserved: Range<Int> = 0..<0
    ) {
      self.init(name, isImage: isImage, offset: offset, Array(text.utf8))
      self.reserved = reserved
    }

    func matches(_ found: [UInt8]) -> Bool {
      found.dropFirst(offset).starts(with: bytes) && found.count >= reserved.upperBound
        && found[reserved].allSatisfy { $0 == 0 }
    }
  }

  private static let signatures: [Signature] = [
    .init("GIF", "GIF8"), .init("WebP", offset: 8, "WEBPVP8"),
    .init("TIFF", [0x49, 0x49, 0x2A, 0]), .init("TIFF", [0x4D, 0x4D, 0, 0x2A]),
    .init("HEIC", offset: 4, "ftyphei"), .init("HEIC", offset: 4, "ftyphev"),
    .init("HEIC", offset: 4, "ftypmif1"), .init("HEIC", offset: 4, "ftypmsf1"),
    .init("AVIF", offset: 4, "ftypavi"), .init("Canon raw", offset: 4, "ftypcrx"),
    .init("JPEG XL", [0xFF, 0x0A]), .init("JPEG XL", offset: 4, "JXL \r\n"),
    .init("JPEG 2000", offset: 4, "jP  \r\n"), .init("JPEG 2000", [0xFF, 0x4F, 0xFF, 0x51]),
    .init("Photoshop", "8BPS"), .init("Fujifilm raw", "FUJIFILM"), .init("QOI", "qoif"),
    .init("OpenEXR", [0x76, 0x2F, 0x31, 0x01]), .init("SVG", "<svg"),
    .init("plain PPM, PGM or PBM", "P1\n"), .init("plain PPM, PGM or PBM", "P2\n"),
    .init("plain PPM, PGM or PBM", "P3\n"), .init("PBM", "P4\n"), .init("PAM", "P7\n"),
    // Between the two stands the length.
    .init("BMP", "BM", reserved: 6..<10),
    .init("video", isImage: false, offset: 4, "ftyp"),
    .init("PDF", isImage: false, "%PDF"), .init("ZIP", isImage: false, [0x50, 0x4B, 3, 4]),
    .init("gzip", isImage: false, [0x1F, 0x8B]),
    .init("web page", isImage: false, "<!DOCTYPE html"),
    .init("web page", isImage: false, "<!doctype html"),
    .init("web page", isImage: false, "<html"), .init("web page", isImage: false, "<HTML"),
    .init("Git LFS pointer", isImage: false, "version https://git-lfs"),
  ]
}
