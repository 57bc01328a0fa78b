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
      var pixels = [UInt8](repeating: 0, count: Int(header.width) * Int(header.height) * 3)
      code = spng_decode_image(
        decoder, &pixels, pixels.count, Int32(SPNG_FMT_RGB8.rawValue), 0)
      return (code, header, pixels)
    }
    guard outcome.code == 0 else {
      let text = spng_strerror(outcome.code).map { String(cString: $0) } ?? "unknown"
      throw ImageFormatError(reason: "\(text) (libspng \(outcome.code)).")
    }
    self.init(
      height: Int(outcome.header.height), width: Int(outcome.header.width),
      pixels: outcome.pixels)
  }
}
#endif
