import Graphs

/// How the values of one node lie in memory for a chunk of images: `[images, blocks, pixels, block]`.
///
/// A block of as many channels as there are is `[N, H, W, C]`; a block of one is `[N, C, H, W]`; a
/// block of 16 is what vector units like. Channels past the last are stored as zeros and stay zeros.
struct ValueLayout: Hashable, Sendable {
  /// How a value is stored.
  enum Element: Hashable, Sendable {
    /// 32 bits.
    case float
    /// The upper 16 bits of a float, two values in the place of one.
    case bfloat16
  }

  /// The shape of one image's value.
  let shape: Shape
  /// How many images there are.
  let images: Int
  /// How many channels lie side by side.
  let block: Int
  /// How a value is stored.
  var element = Element.float

  /// The number of blocks.
  var blocks: Int { (shape.channels + block - 1) / block }

  /// The number of values, absent channels included.
  var count: Int { images * blocks * shape.area * block }

  /// The floats that their memory has room for.
  var floatCount: Int {
    switch element {
    case .float: count
    case .bfloat16: (count + 1) / 2
    }
  }

  /// Where a value lies.
  @inline(__always)
  func offset(image: Int, pixel: Int, channel: Int) -> Int {
    ((image * blocks + channel / block) * shape.area + pixel) * block + channel % block
  }

  /// Calls `body` with the place of every value in the order image, pixel, channel.
  @inline(__always)
  func visit(_ body: (_ image: Int, _ pixel: Int, _ channel: Int, _ offset: Int) -> Void) {
    for image in 0..<images {
      for pixel in 0..<shape.area {
        for channel in 0..<shape.channels {
          body(image, pixel, channel, offset(image: image, pixel: pixel, channel: channel))
        }
      }
    }
  }

  /// Copies values `[N, H, W, C]` into this layout.
  func store(_ values: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>) {
    if blocks * block != shape.channels { target.update(repeating: 0, count: floatCount) }
    switch element {
    case .float: store(values, into: target) { $0 }
    case .bfloat16: store(values, into: target.halves, by: UInt16.init(bfloat16:))
    }
  }

  private func store<Stored>(
    _ values: UnsafePointer<Float>, into target: UnsafeMutablePointer<Stored>,
    by form: (Float) -> Stored
  ) {
    let channels = shape.channels
    for image in 0..<images {
      for channel in 0..<channels {
        let to = target + offset(image: image, pixel: 0, channel: channel)
        let from = values + image * shape.count + channel
        for pixel in 0..<shape.area { to[pixel * block] = form(from[pixel * channels]) }
      }
    }
  }

  /// The values as `[N, H, W, C]`.
  func load(_ values: UnsafeMutablePointer<Float>) -> [Float] {
    [Float](unsafeUninitializedCapacity: images * shape.count) { result, count in
      var index = 0
      visit { _, _, _, offset in
        switch element {
        case .float: result[index] = values[offset]
        case .bfloat16: result[index] = Float(bfloat16: values.halves[offset])
        }
        index += 1
      }
      count = index
    }
  }
}

extension UnsafeMutablePointer<Float> {
  /// The same memory as 16-bit values.
  var halves: UnsafeMutablePointer<UInt16> {
    UnsafeMutableRawPointer(self).assumingMemoryBound(to: UInt16.self)
  }
}

extension UInt16 {
  /// The nearest bfloat16, ties to even.
  init(bfloat16 value: Float) {
    let bits = value.bitPattern
    self.init(truncatingIfNeeded: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) >> 16)
  }
}

extension Float {
  /// The value of a bfloat16.
  init(bfloat16 bits: UInt16) {
    self.init(bitPattern: UInt32(bits) << 16)
  }
}
