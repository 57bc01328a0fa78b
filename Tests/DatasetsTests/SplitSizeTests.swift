import Graphs
import Testing

@testable import Datasets

@Suite struct SplitSizeTests {
  // Case 2
  @Test(arguments: [
    ([40, 40], [7, 6]), ([625, 625], [104, 104]), ([9000, 9000], [500, 500]), ([10, 10], [2, 1]),
    ([3, 3], [1, 1]), ([1, 1, 2], [0, 0, 1]), ([1, 1, 1, 3], [0, 0, 0, 1]),
    // Case 10
    ([300, 1, 2], [49, 0, 1]),
  ])
  func `a sixth is held out, with a floor of one image per class and a ceiling`(
    sizes: [Int], expected: [Int]
  ) {
    #expect(SplitSize.share(1.0 / 6, most: 1000).counts(of: sizes) == expected)
  }

  @Test func `no class is held out as a whole, and each has a share where the number allows it`() {
    let sizes = [100, 7, 3, 2, 1, 1]
    let most = sizes.reduce(0) { $0 + $1 - 1 }
    for wanted in 1...most {
      guard let counts = SplitSize.count(wanted).counts(of: sizes) else {
        Issue.record("\(wanted) can be held out.")
        continue
      }
      #expect(counts.reduce(0, +) == wanted)
      for (size, count) in zip(sizes, counts) {
        #expect(count >= (wanted >= 4 && size > 1 ? 1 : 0) && count < size)
      }
    }
    #expect(SplitSize.count(most + 1).counts(of: sizes) == nil)
    #expect(SplitSize.count(0).counts(of: sizes) == nil)
  }

  @Test func `nothing can be held out where each class has one image`() {
    #expect(SplitSize.share(0.5).counts(of: [1, 1, 1]) == nil)
  }

  @Test func `many classes of few images give one each, even above the ceiling`() {
    let sizes = [Int](repeating: 5, count: 2000)
    #expect(
      SplitSize.share(1.0 / 6, most: 1000).counts(of: sizes) == [Int](repeating: 1, count: 2000))
  }

  // Case 2
  @Test func `a number that cannot be held out is an error with the option and its range`() {
    let images = ImageSet(
      shape: Shape(features: 1), pixels: [UInt8](repeating: 0, count: 64),
      labels: (0..<64).map { $0 % 2 })
    let found = text {
      _ = try Dataset(
        name: "few", classes: ["a", "b"], training: images, test: images, heldOut: 100, seed: 0,
        augmentation: .none)
    }
    #expect(
      found == "'--held-out' is 1 to 62 of these 64 training images, as each class keeps one to "
        + "train with; here it is 100. Without the option a sixth is held out.")
  }
}
