import Datasets
import Graphs
import Tensors
import Testing

struct ResamplingTests {
  @Test("Halving weighs four pixels by 1, 3, 3, 1 and three at the borders by 3, 3, 1")
  func halving() {
    let taps = PixelResampling(from: 8, to: 4).taps
    #expect(taps.map(\.first) == [0, 1, 3, 5])
    #expect(taps[0].weights.map { $0 * 7 } == [3, 3, 1])
    #expect(taps[1].weights.map { $0 * 8 } == [1, 3, 3, 1])
    #expect(taps[3].weights.map { $0 * 7 } == [1, 3, 3])
  }

  @Test("Doubling interpolates at quarters and repeats the border")
  func doubling() {
    let batch = Batch(
      images: [0, 4, 8, 12], shape: Shape(height: 2, width: 2, channels: 1), labels: [3])
    let doubled = batch.resized(to: 4)
    #expect(doubled.shape == Shape(height: 4, width: 4, channels: 1))
    #expect(doubled.labels == [3])
    #expect(
      doubled.images == [0, 1, 3, 4, 2, 3, 5, 6, 6, 7, 9, 10, 8, 9, 11, 12])
  }

  @Test("The same size is the same image")
  func identity() {
    let pixels = (0..<5 * 5 * 3).map { UInt8($0) }
    let images = ImageSet(
      shape: Shape(height: 5, width: 5, channels: 3), pixels: pixels, labels: [0])
    #expect(images.resized(to: 5) == images)
    let batch = Batch(images: pixels.map(Float.init), shape: images.shape, labels: [0])
    #expect(batch.resized(to: 5) == batch)
  }

  @Test("Images of one colour keep it at every size", arguments: [1, 3, 7, 20, 24, 28, 40])
  func constants(side: Int) {
    let shape = Shape(height: 32, width: 28, channels: 2)
    let pixels = (0..<2 * shape.count).map { UInt8($0 % 2 == 0 ? 255 : 17) }
    let resized = ImageSet(shape: shape, pixels: pixels, labels: [0, 1]).resized(to: side)
    #expect(resized.pixels == (0..<2 * side * side * 2).map { $0 % 2 == 0 ? 255 : 17 })
    let floats = Batch(images: pixels.map(Float.init), shape: shape, labels: [0, 1])
      .resized(to: side).images
    #expect(zip(floats, resized.pixels).allSatisfy { abs($0 - Float($1)) < 1e-4 })
  }

  @Test("Bytes are the floats rounded to within the rounding of two axes")
  func bytesFollowFloats() {
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
    for old in Array(1...64) + Array(stride(from: 65, through: 512, by: 7)) + [4096] {
      for new in [1, 8, 12, 16, 20, 24, 28, 32, 48, 96, 160, 224] {
        let resampling = PixelResampling(from: old, to: new)
        for (fixed, taps) in zip(resampling.fixedTaps, resampling.taps) {
          // Old pixels at the border of the triangle have no weight and may be left out.
          var weights: [Int: Int32] = [:]
          for (index, weight) in taps.weights.enumerated() where weight > 1e-12 {
            weights[taps.first + index] = Int32((weight * Double(1 << 22)).rounded())
          }
          var found: [Int: Int32] = [:]
          for (index, weight) in fixed.weights.enumerated() { found[fixed.first + index] = weight }
          #expect(found == weights, "\(old) to \(new)")
        }
      }
    }
  }

  @Test("Two axes of an 8-bit image are rounded one after the other")
  func roundedPerAxis() {
    // Rows first: (0 + 1) / 2 rounds to 1 and (0 + 0) / 2 is 0; then (1 + 0) / 2 rounds to 1.
    let images = ImageSet(
      shape: Shape(height: 2, width: 2, channels: 1), pixels: [0, 1, 0, 0], labels: [0])
    #expect(images.resized(to: 1).pixels == [1])
  }
}
