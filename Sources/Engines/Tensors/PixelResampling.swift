package import Graphs

/// How the pixels along one axis are weighted to change their number: a triangle as wide as a pixel
/// of the coarser grid, cut and normalised at the borders.
///
/// Enlarging is bilinear interpolation; reducing averages all pixels below the triangle, so nothing
/// aliases. The weights are those of Pillow's `BILINEAR` and of torchvision's antialiased resizing.
package struct PixelResampling: Equatable, Sendable {
  /// What one new pixel is made of.
  package struct Taps: Equatable, Sendable {
    /// The first old pixel.
    package let first: Int
    /// The weights of the old pixels from the first on; their sum is 1.
    package let weights: [Double]
  }

  /// The number of old pixels.
  package let oldCount: Int
  /// One entry per new pixel.
  package let taps: [Taps]

  /// The weights that turn `oldCount` pixels into `newCount`; both are at least 1.
  package init(from oldCount: Int, to newCount: Int) {
    require(
      oldCount >= 1 && newCount >= 1, "\(oldCount) pixels cannot become \(newCount)")
    let scale = Double(oldCount) / Double(newCount)
    let support = max(scale, 1)
    self.oldCount = oldCount
    taps = (0..<newCount).map { index in
      let centre = (Double(index) + 0.5) * scale
      let first = max(0, Int(centre - support + 0.5))
      let end = min(oldCount, Int(centre + support + 0.5))
      let raw = (first..<end).map { pixel in
        max(0, 1 - abs((Double(pixel) - centre + 0.5) / support))
      }
      let total = raw.reduce(0, +)
      return Taps(first: first, weights: raw.map { $0 / total })
    }
  }

  /// Whether every pixel stays what it is.
  package var isIdentity: Bool { taps.count == oldCount }

  /// The bits behind the point of the weights for 8-bit pixels, as in Pillow: 8 bits of pixel and 2
  /// of headroom are left of a word.
  private static let fractionBits = 22

  /// The same weights in fixed point, quotients of whole numbers rounded to nearest; old pixels without
  /// weight are left out.
  ///
  /// `thimble_image.c` computes them on the device.
  package var fixedTaps: [(first: Int, weights: [Int32])] {
    let newCount = taps.count
    let width = 2 * max(oldCount, newCount)
    return (0..<newCount).map { index in
      let centre = (2 * index + 1) * oldCount
      let before = centre - width - newCount
      let first = before < 0 ? 0 : before / (2 * newCount) + 1
      let raw = (first..<oldCount)
        .lazy.map { width - abs((2 * $0 + 1) * newCount - centre) }.prefix { $0 > 0 }
      let sum = raw.reduce(0, +)
      return (first, raw.map { Int32(($0 << Self.fractionBits + sum / 2) / sum) })
    }
  }

  /// Resamples `rows` rows of `oldCount` pixels with `channels` values each, rounded to nearest.
  ///
  /// Weights and sums are in integers, so the bytes are the same on every machine.
  func rounded(_ pixels: [UInt8], rows: Int, channels: Int) -> [UInt8] {
    let half = Int32(1) << (Self.fractionBits - 1)
    return resampled(pixels, rows: rows, channels: channels, taps: fixedTaps, zero: half) {
      $0 &+ Int32($1) &* $2
    } finish: {
      UInt8(clamping: $0 >> Self.fractionBits)
    }
  }

  /// Resamples `rows` rows of `oldCount` pixels with `channels` values each.
  func resampled(_ values: [Float], rows: Int, channels: Int) -> [Float] {
    let taps = taps.map { ($0.first, $0.weights.map { Float($0) }) }
    return resampled(values, rows: rows, channels: channels, taps: taps, zero: 0) {
      $0 + $1 * $2
    } finish: {
      $0
    }
  }

  @inline(__always)
  private func resampled<Value, Sum>(
    _ values: [Value], rows: Int, channels: Int, taps: [(first: Int, weights: [Sum])], zero: Sum,
    add: (Sum, Value, Sum) -> Sum, finish: (Sum) -> Value
  ) -> [Value] {
    let rowLength = oldCount * channels
    require(
      values.count == rows * rowLength,
      "\(values.count) values are not \(rows) rows of \(oldCount) pixels with \(channels) channels")
    return values.withUnsafeBufferPointer { values in
      [Value](unsafeUninitializedCapacity: rows * taps.count * channels) { result, count in
        for row in 0..<rows {
          for (first, weights) in taps {
            let start = row * rowLength + first * channels
            for channel in 0..<channels {
              var sum = zero
              var source = start + channel
              for weight in weights {
                sum = add(sum, values[source], weight)
                source += channels
              }
              result.initializeElement(at: count, to: finish(sum))
              count += 1
            }
          }
        }
      }
    }
  }
}

extension PixelResampling {
  /// Images `[N, H, W, C]` of 8-bit pixels in another size, rounded after each axis.
  package static func resize(
    _ pixels: [UInt8], count: Int, shape: Shape, to size: Size
  ) -> [UInt8] {
    resize(pixels, count: count, shape: shape, to: size) { $0.rounded($1, rows: $2, channels: $3) }
  }

  /// Images `[N, H, W, C]` in another size.
  package static func resize(
    _ values: [Float], count: Int, shape: Shape, to size: Size
  ) -> [Float] {
    resize(values, count: count, shape: shape, to: size) {
      $0.resampled($1, rows: $2, channels: $3)
    }
  }

  /// Along the rows first, then along the columns, where a whole row counts as one pixel.
  private static func resize<Value>(
    _ values: [Value], count: Int, shape: Shape, to size: Size,
    along: (PixelResampling, [Value], _ rows: Int, _ channels: Int) -> [Value]
  ) -> [Value] {
    let horizontal = PixelResampling(from: shape.width, to: size.width)
    let vertical = PixelResampling(from: shape.height, to: size.height)
    let narrow =
      horizontal.isIdentity
      ? values : along(horizontal, values, count * shape.height, shape.channels)
    return vertical.isIdentity
      ? narrow : along(vertical, narrow, count, size.width * shape.channels)
  }
}
