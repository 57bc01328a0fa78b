import Datasets
import Graphs
import Tensors
import TestTools
import Testing

struct ResamplingTests {
  @Test func `Halving weighs four pixels by 1, 3, 3, 1 and three at the borders by 3, 3, 1`() {
    let taps = PixelResampling(from: 8, to: 4).taps
    #expect(taps.map(\.first) == [0, 1, 3, 5])
    #expect(taps[0].weights.map { $0 * 7 } == [3, 3, 1])
    #expect(taps[1].weights.map { $0 * 8 } == [1, 3, 3, 1])
    #expect(taps[3].weights.map { $0 * 7 } == [1, 3, 3])
  }

  @Test func `Doubling interpolates at quarters and repeats the border`() {
    let batch = Batch(
      images: [0, 4, 8, 12], shape: Shape(height: 2, width: 2, channels: 1), labels: [3])
    let doubled = batch.resized(to: 4)
    #expect(doubled.shape == Shape(height: 4, width: 4, channels: 1))
    #expect(doubled.labels == [3])
    #expect(
      doubled.images == [0, 1, 3, 4, 2, 3, 5, 6, 6, 7, 9, 10, 8, 9, 11, 12])
  }

  @Test func `The same size is the same image`() {
    let pixels = (0..<5 * 5 * 3).map { UInt8($0) }
    let images = ImageSet(
      shape: Shape(height: 5, width: 5, channels: 3), pixels: pixels, labels: [0])
    #expect(images.resized(to: 5) == images)
    let batch = Batch(images: pixels.map(Float.init), shape: images.shape, labels: [0])
    #expect(batch.resized(to: 5) == batch)
  }

  @Test(arguments: [1, 3, 7, 20, 24, 28, 40])
  func `Images of one colour keep it at every size`(side: Int) {
    let shape = Shape(height: 32, width: 28, channels: 2)
    let pixels = (0..<2 * shape.count).map { UInt8($0 % 2 == 0 ? 255 : 17) }
    let resized = ImageSet(shape: shape, pixels: pixels, labels: [0, 1]).resized(to: side)
    #expect(resized.pixels == (0..<2 * side * side * 2).map { $0 % 2 == 0 ? 255 : 17 })
    let floats = Batch(images: pixels.map(Float.init), shape: shape, labels: [0, 1])
      .resized(to: side).images
    #expect(zip(floats, resized.pixels).allSatisfy { abs($0 - Float($1)) < 1e-4 })
  }

  @Test func `Bytes are the floats rounded to within the rounding of two axes`() {
    let shape = Shape(height: 9, width: 7, channels: 3)
    let pixels = (0..<2 * shape.count).map { UInt8(truncatingIfNeeded: $0 * $0 * 31) }
    let bytes = ImageSet(shape: shape, pixels: pixels, labels: [0, 1]).resized(to: 5).pixels
    let floats = Batch(images: pixels.map(Float.init), shape: shape, labels: [0, 1])
      .resized(to: 5).images
    #expect(bytes.count == floats.count)
    #expect(zip(bytes, floats).allSatisfy { abs(Float($0) - $1) <= 1 })
  }

  // Case 5
  @Test func `weights in fixed point are those of floating point, rounded`() {
    // Smaller and larger, in whole and in odd ratios, equal, and down to one pixel.
    let (olds, news) =
      LargeTests.areWanted
      ? (
        Array(1...64) + Array(stride(from: 65, through: 512, by: 7)) + [4096],
        [1, 8, 12, 16, 20, 24, 28, 32, 48, 96, 160, 224]
      ) : ([1, 2, 7, 9, 28, 32, 33, 96, 177, 512], [1, 8, 28, 32, 96])
    for old in olds {
      for new in news {
        let resampling = PixelResampling(from: old, to: new)
        #expect(resampling.fixedTaps.count == new)
        for (fixed, taps) in zip(resampling.fixedTaps, resampling.taps) {
          // Old pixels at the border of the triangle have no weight and may be left out.
          let skipped = taps.weights.prefix { $0 <= 1e-12 }.count
          let weights = taps.weights.filter { $0 > 1e-12 }
          #expect(fixed.first == taps.first + skipped, "\(old) to \(new)")
          #expect(
            fixed.weights == weights.map { Int32(($0 * Double(1 << 22)).rounded()) },
            "\(old) to \(new)")
        }
      }
    }
  }

  @Test func `Two axes of an 8-bit image are rounded one after the other`() {
    // Rows first: (0 + 1) / 2 rounds to 1 and (0 + 0) / 2 is 0; then (1 + 0) / 2 rounds to 1.
    let images = ImageSet(
      shape: Shape(height: 2, width: 2, channels: 1), pixels: [0, 1, 0, 0], labels: [0])
    #expect(images.resized(to: 1).pixels == [1])
  }
}
