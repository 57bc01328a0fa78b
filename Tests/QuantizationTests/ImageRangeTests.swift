import Graphs
import Tensors
import Testing

@testable import Quantization

@Suite struct ImageRangeTests {
  private let shape = Shape(height: 1, width: 2, channels: 3)

  // Case 7
  @Test func `a dark channel does not set the range of the input`() throws {
    // Blue is 0 to 3 of 255 and is divided by a quarter of the deviation of the others.
    let (mean, std): ([Float], [Float]) = ([0.5, 0.5, 0.004], [0.25, 0.25, 0.0625])
    let batch = Batch(
      images: [-1, 1, -0.06, 2, -2, 0.12], shape: shape, labels: [0])
    let range = try imageRange(channels: 3, mean: mean, std: std, of: [batch])
    #expect(range == -2...2)
    let bright = Batch(images: [0, 0, 0, 0, 0, 3], shape: shape, labels: [0])
    #expect(try imageRange(channels: 3, mean: mean, std: std, of: [batch, bright]) == -2...3)
  }

  @Test func `ordinary channels reach over all pixels, whatever occurs`() throws {
    let batch = Batch(images: [0, 0, 0, 0, 0, 9], shape: shape, labels: [0])
    let range = try imageRange(
      channels: 3, mean: [0.5, 0.5, 0.25], std: [0.25, 0.25, 0.125], of: [batch])
    #expect(range == -2...6)
  }
}
