import Randomness

/// How the images of a batch are mixed in pairs (mixup, arXiv 1710.09412): each is `share` of itself
/// and the rest of its partner, and so is what is to be answered.
package struct Mixture: Equatable, Sendable {
  /// What is left of each image itself, 0 to 1.
  package let share: Float
  /// The place in the batch of each image's partner; a permutation.
  package let partners: [Int]

  /// A mixture with one share drawn from Beta(`alpha`, `alpha`) for the whole batch.
  init(of count: Int, alpha: Double, generator: inout SeededGenerator) {
    share = Float(generator.beta(alpha))
    partners = generator.shuffled(Array(0..<count))
  }

  /// The labels of the partners.
  package func partners(of labels: [Int]) -> [Int] { partners.map { labels[$0] } }

  /// Images `[N, H, W, C]`, mixed.
  func mixed(_ images: [Float]) -> [Float] {
    let length = images.count / max(partners.count, 1)
    let rest = 1 - share
    return images.withUnsafeBufferPointer { images in
      [Float](unsafeUninitializedCapacity: images.count) { result, count in
        for (place, partner) in partners.enumerated() {
          for index in 0..<length {
            let own = images[place * length + index]
            let other = images[partner * length + index]
            result.initializeElement(at: count, to: share * own + rest * other)
            count += 1
          }
        }
      }
    }
  }
}
