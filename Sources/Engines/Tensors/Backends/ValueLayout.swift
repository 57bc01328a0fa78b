import Graphs

/// How the values of one node lie in memory for a chunk of images: `[images, blocks, pixels, block]`.
///
/// A block of as many channels as there are is `[N, H, W, C]`; a block of one is `[N, C, H, W]`; a
/// block of 16 is what vector units like. Channels past the last are stored as zeros and stay zeros.
struct ValueLayout: Hashable, Sendable {
  /// The shape of one image's value.
  let shape: Shape
  /// How many images there are.
  let images: Int
  /// How many channels lie side by side.
  let block: Int

  /// The number of blocks.
  var blocks: Int { (shape.channels + block - 1) / block }

  /// The number of floats.
  var count: Int { images * blocks * shape.area * block }

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
    if blocks * block != shape.channels { target.update(repeating: 0, count: count) }
    let channels = shape.channels
    for image in 0..<images {
      for channel in 0..<channels {
        let to = target + offset(image: image, pixel: 0, channel: channel)
        let from = values + image * shape.count + channel
        for pixel in 0..<shape.area { to[pixel * block] = from[pixel * channels] }
      }
    }
  }

  /// The values as `[N, H, W, C]`.
  func load(_ values: UnsafePointer<Float>) -> [Float] {
    [Float](unsafeUninitializedCapacity: images * shape.count) { result, count in
      var index = 0
      visit { _, _, _, offset in
        result[index] = values[offset]
        index += 1
      }
      count = index
    }
  }
}
