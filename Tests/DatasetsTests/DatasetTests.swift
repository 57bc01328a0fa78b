import Datasets
import Graphs
import Tensors
import Testing

struct DatasetTests {
  /// Images of one pixel whose value is their index.
  private func images(labels: [Int]) -> ImageSet {
    ImageSet(
      shape: Shape(features: 1), pixels: labels.indices.map { UInt8($0) }, labels: labels)
  }

  private func dataset(labels: [Int], heldOut: Int, seed: UInt64) throws -> Dataset {
    try Dataset(
      name: "toy", classes: ["a", "b", "c"], training: images(labels: labels),
      test: images(labels: [0, 1, 2]), heldOut: .count(heldOut), seed: seed, augmentation: .none)
  }

  @Test("Each class gives its share of the held-out images, remainders by size")
  func stratified() throws {
    let labels =
      Array(repeating: 0, count: 50) + Array(repeating: 1, count: 30)
      + Array(repeating: 2, count: 20)
    let set = try dataset(labels: labels, heldOut: 13, seed: 5)
    // 6.5, 3.9 and 2.6 images: 6 + 3 + 2, and two more for the largest remainders 0.9 and 0.6.
    #expect((0..<3).map { label in set.heldOut.labels.count { $0 == label } } == [6, 4, 3])
    #expect(set.training.count == 87)
    #expect(Set(set.training.pixels).union(set.heldOut.pixels).count == 100)
  }

  @Test("The held-out images follow the seed")
  func splitSeed() throws {
    let labels = (0..<90).map { $0 % 3 }
    let first = try dataset(labels: labels, heldOut: 30, seed: 1)
    #expect(try dataset(labels: labels, heldOut: 30, seed: 1) == first)
    #expect(try dataset(labels: labels, heldOut: 30, seed: 2).heldOut != first.heldOut)
  }

  @Test("The normalisation brings the training images to mean 0 and deviation 1")
  func normalization() throws {
    let set = try dataset(labels: (0..<90).map { $0 % 3 }, heldOut: 30, seed: 1)
    let values = set.training.batch(of: 0..<set.training.count, set.normalization).images
    let mean = values.reduce(0, +) / Float(values.count)
    let variance = values.reduce(0) { $0 + $1 * $1 } / Float(values.count)
    #expect(abs(mean) < 1e-5)
    #expect(abs(variance - 1) < 1e-4)
  }

  // Case 7
  @Test("Mean and deviation are per channel, a quarter of the largest where a channel is constant")
  func statistics() {
    let images = ImageSet(
      shape: Shape(height: 1, width: 2, channels: 2), pixels: [0, 51, 102, 51], labels: [0])
    let normalization = Normalization(of: images)
    #expect(normalization.mean == [0.2, 0.2])
    #expect(normalization.std == [0.2, 0.05])
    #expect(DarkChannels.indices(std: normalization.std) == [1])
    #expect(images.batch(of: [0], normalization).images == [-1, 0, 1, 0])
    #expect(images.range(ofChannel: 0) == 0...102 && images.range(ofChannel: 1) == 51...51)
  }

  @Test func `images of one colour get one grey level, and ordinary channels are not dark`() {
    let images = ImageSet(
      shape: Shape(height: 1, width: 2, channels: 3), pixels: [90, 90, 90, 90, 90, 90], labels: [0])
    #expect(Normalization(of: images).std == [Float](repeating: 1.0 / 255, count: 3))
    #expect(DarkChannels.indices(std: [1.0 / 255, 1.0 / 255, 1.0 / 255]).isEmpty)
    #expect(DarkChannels.indices(std: [0.247, 0.243, 0.0663]).isEmpty)
  }

  @Test("A subset and a batch hold the images asked for in their order")
  func order() {
    let images = images(labels: [2, 1, 0, 1])
    #expect(images.subset([3, 0]).pixels == [3, 0])
    #expect(images.subset([3, 0]).labels == [1, 2])
    let batch = images.batch(of: [2, 2, 1], Normalization(mean: [0], std: [1.0 / 255]))
    #expect(batch.images == [2, 2, 1])
    #expect(batch.labels == [0, 0, 1])
  }
}
