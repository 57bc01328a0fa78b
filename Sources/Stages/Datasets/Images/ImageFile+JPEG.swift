#if Images
import CImages

extension ImageFile {
  /// A Huffman code has at least one bit for 64 pixels; arithmetic coding of a flat picture comes
  /// down to an eighth of it.
  private static let mostPixelsPerByte = 8 * 64 * 8

  /// Decodes a JPEG file, baseline or progressive, in grey, colour or CMYK.
  init(jpeg bytes: [UInt8]) throws(ImageFormatError) {
    guard let decoder = tjInitDecompress() else {
      throw ImageFormatError(reason: "the decoder has no memory.")
    }
    defer { tjDestroy(decoder) }
    var (width, height): (Int32, Int32) = (0, 0)
    var (subsampling, colours): (Int32, Int32) = (0, 0)
    guard
      tjDecompressHeader3(
        decoder, bytes, UInt(bytes.count), &width, &height, &subsampling, &colours) == 0
    else { throw ImageFormatError(reason: Self.message(of: decoder)) }
    try ImageFormatError.check(
      width: Int(width), height: Int(height), bytes: bytes.count,
      pixelsPerByte: Self.mostPixelsPerByte)
    let isCMYK = colours == TJCS_CMYK.rawValue || colours == TJCS_YCCK.rawValue
    let format = isCMYK ? TJPF_CMYK : TJPF_RGB
    var pixels = [UInt8](repeating: 0, count: Int(width) * Int(height) * (isCMYK ? 4 : 3))
    // The exact transform, so that the bytes do not depend on the machine's vector units; and a
    // bound on the scans, each of which can go over the whole picture for a few bytes.
    let outcome = tjDecompress2(
      decoder, bytes, UInt(bytes.count), &pixels, width, 0, height, format.rawValue,
      TJFLAG_ACCURATEDCT | TJFLAG_LIMITSCANS)
    if outcome != 0 {
      let message = Self.message(of: decoder)
      let isHarmless = Self.harmlessWarnings.contains(where: message.contains)
      guard isHarmless, tjGetErrorCode(decoder) == Int32(TJERR_WARNING.rawValue) else {
        throw ImageFormatError(reason: message)
      }
    }
    let stored = ImageFile(
      height: Int(height), width: Int(width), pixels: isCMYK ? Self.rgb(cmyk: pixels) : pixels)
    self = Orientation(jpeg: bytes).applied(to: stored)
  }

  /// Warnings of files that are whole but sloppily written; any other one means lost pixels.
  private static let harmlessWarnings = ["extraneous bytes", "Invalid SOS parameters"]

  /// Programs store CMYK inverted, so a product is what is left of the light.
  private static func rgb(cmyk: [UInt8]) -> [UInt8] {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(cmyk.count / 4 * 3)
    for start in stride(from: 0, to: cmyk.count, by: 4) {
      let black = Int(cmyk[start + 3])
      for colour in cmyk[start..<start + 3] {
        pixels.append(UInt8((Int(colour) * black + 127) / 255))
      }
    }
    return pixels
  }

  private static func message(of decoder: tjhandle) -> String {
    guard let text = tjGetErrorStr2(decoder) else { return "the decoder gives no reason." }
    return String(cString: text) + "."
  }
}
#endif
