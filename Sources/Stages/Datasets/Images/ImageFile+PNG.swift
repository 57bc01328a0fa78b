#if Images
import CImages

extension ImageFile {
  /// Decodes a PNG file of any colour type and depth, interlaced or not.
  init(png bytes: [UInt8]) throws(ImageFormatError) {
    guard let decoder = spng_ctx_new(0) else {
      throw ImageFormatError(reason: "the decoder has no memory.")
    }
    defer { spng_ctx_free(decoder) }
    let outcome: (code: Int32, header: spng_ihdr, pixels: [UInt8])
    outcome = try bytes.withUnsafeBufferPointer { buffer throws(ImageFormatError) in
      var header = spng_ihdr()
      // A picture of any legal size has rows far below this; text chunks may not take all memory.
      let limit = 1 << 26
      var code = spng_set_chunk_limits(decoder, limit, limit)
      if code == 0 { code = spng_set_png_buffer(decoder, buffer.baseAddress, buffer.count) }
      if code == 0 { code = spng_get_ihdr(decoder, &header) }
      guard code == 0 else { return (code, header, []) }
      // Deflate makes at most 1,032 bytes of one, and a pixel has at least one bit.
      try ImageFormatError.check(
        width: Int(header.width), height: Int(header.height), bytes: buffer.count,
        pixelsPerByte: 1032 * 8)
      var transparency = spng_trns()
      let hasAlpha =
        [SPNG_COLOR_TYPE_GRAYSCALE_ALPHA, SPNG_COLOR_TYPE_TRUECOLOR_ALPHA].contains {
          $0.rawValue == UInt32(header.color_type)
        } || spng_get_trns(decoder, &transparency) == 0
      let count = Int(header.width) * Int(header.height)
      var pixels = [UInt8](repeating: 0, count: count * (hasAlpha ? 4 : 3))
      let format = hasAlpha ? SPNG_FMT_RGBA8 : SPNG_FMT_RGB8
      code = spng_decode_image(
        decoder, &pixels, pixels.count, Int32(format.rawValue),
        hasAlpha ? Int32(SPNG_DECODE_TRNS.rawValue) : 0)
      return (code, header, hasAlpha ? Self.onWhite(rgba: pixels) : pixels)
    }
    guard outcome.code == 0 else {
      let text = spng_strerror(outcome.code).map { String(cString: $0) } ?? "unknown"
      throw ImageFormatError(reason: "\(text) (libspng \(outcome.code)).")
    }
    let stored = ImageFile(
      height: Int(outcome.header.height), width: Int(outcome.header.width),
      pixels: outcome.pixels)
    self = Orientation(png: bytes).applied(to: stored)
  }

  /// Colours with what is transparent laid on white, rounded to nearest.
  private static func onWhite(rgba: [UInt8]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: rgba.count / 4 * 3) { result, count in
      rgba.withUnsafeBufferPointer { rgba in
        for start in stride(from: 0, to: rgba.count, by: 4) {
          let alpha = Int(rgba[start + 3])
          for channel in 0..<3 {
            let light = Int(rgba[start + channel]) * alpha + 255 * (255 - alpha)
            result.initializeElement(at: count, to: UInt8((light + 127) / 255))
            count += 1
          }
        }
      }
    }
  }
}
#endif
