import Datasets
import Graphs
import Tensors
import Testing

struct TrainingBatchesTests {
  /// Images whose pixels tell index, row and column; the normalisation leaves bytes alone.
  private let images: ImageSet
  private let asBytes = Normalization(mean: [0], std: [1.0 / 255])

  init() {
    let shape = Shape(height: 4, width: 4, channels: 1)
    images = ImageSet(
      shape: shape, pixels: (0..<11).flatMap { image in (1...16).map { UInt8(image * 16 + $0) } },
      labels: (0..<11).map { $0 })
  }

  private func batches(_ augmentation: Augmentation, seed: UInt64 = 1) -> TrainingBatches {
    TrainingBatches(images, asBytes, augmentation: augmentation, size: 4, seed: seed)
  }

  /// The rows of the image at a place of a batch, without what tells the image.
  private func rows(_ batch: Batch, _ place: Int) -> [[Float]] {
    let offset = Float(batch.labels[place] * 16)
    return (0..<4).map { row in
      (0..<4).map { column in
        let value = batch.images[place * 16 + row * 4 + column]
        return value == 0 ? 0 : (value - offset).rounded()
      }
    }
  }

  private let original: [[Float]] = [
    [1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12], [13, 14, 15, 16],
  ]

  @Test("An epoch visits no image twice, drops what fills no batch, and has an order of its own")
  func epochs() {
    let batches = batches(.none)
    #expect(batches.stepsPerEpoch == 2)
    let epochs = (0..<40).map { epoch in
      (0..<2).flatMap { batches.indices(step: 2 * epoch + $0) }
    }
    for order in epochs { #expect(Set(order).count == 8) }
    #expect(Set(epochs).count > 35)
    #expect(Set(epochs.joined()) == Set(0..<11))
  }

  // Case 2
  @Test func `images that fill no batch are taken again, changed anew`() {
    let batches = TrainingBatches(
      images, asBytes, augmentation: Augmentation(cropPadding: 2, flips: true), size: 32, seed: 1)
    #expect(batches.stepsPerEpoch == 1)
    for step in 0..<4 {
      let indices = batches.indices(step: step)
      #expect(indices.count == 32 && Set(indices) == Set(0..<11))
      #expect(indices.prefix(11) == indices[11..<22])
      let batch = batches.batch(step: step)
      #expect(batch == batches.batch(step: step) && batch.labels == indices)
      #expect((0..<11).contains { rows(batch, $0) != rows(batch, $0 + 11) })
    }
    #expect(batches.indices(step: 0) != batches.indices(step: 1))
  }

  @Test("Orders are close to uniform")
  func uniform() {
    let batches = batches(.none)
    var visits = [Int](repeating: 0, count: 11)
    for epoch in 0..<1100 { visits[batches.indices(step: 2 * epoch)[0]] += 1 }
    // 100 each; the standard deviation is below 10.
    #expect(visits.allSatisfy { abs($0 - 100) < 50 })
  }

  @Test("A batch depends on seed and step alone")
  func determinism() {
    let augmentation = Augmentation(cropPadding: 2, flips: true, cutout: 2)
    let forward = (0..<6).map { batches(augmentation).batch(step: $0) }
    let backward = (0..<6).reversed().map { batches(augmentation).batch(step: $0) }
    #expect(forward == backward.reversed())
    #expect(forward != (0..<6).map { batches(augmentation, seed: 2).batch(step: $0) })
    #expect(forward.allSatisfy { $0.shape == images.shape && $0.count == 4 })
  }

  @Test("Without augmentation a batch is the normalised images")
  func plain() {
    let batches = batches(.none)
    #expect(batches.batch(step: 3) == images.batch(of: batches.indices(step: 3), asBytes))
  }

  @Test("Flips mirror about half of the images and change nothing else")
  func flips() {
    var mirrored = 0
    for step in 0..<25 {
      let batch = batches(Augmentation(flips: true)).batch(step: step)
      for place in 0..<4 {
        let rows = rows(batch, place)
        let isMirrored = rows == original.map { $0.reversed() }
        #expect(isMirrored || rows == original)
        if isMirrored { mirrored += 1 }
      }
    }
    #expect((30...70).contains(mirrored))
  }

  @Test("Moved images leave zeros behind or are reflected", arguments: [true, false])
  func crops(reflects: Bool) {
    // Every move of the padded image by 0 to 2 pixels in each direction.
    let augmentation = Augmentation(cropPadding: 1, border: reflects ? .reflect : .zero)
    let side = reflects ? [1, 0, 1, 2, 3, 2] : [nil, 0, 1, 2, 3, nil]
    let padded: [[Float]] = side.map { row in
      side.map { column in
        guard let row, let column else { return 0 }
        return original[row][column]
      }
    }
    var moves = Set<[[Float]]>()
    for rows in 0..<3 {
      for columns in 0..<3 {
        moves.insert(padded[rows..<rows + 4].map { Array($0[columns..<columns + 4]) })
      }
    }
    var seen = Set<[[Float]]>()
    for step in 0..<40 {
      let batch = batches(augmentation).batch(step: step)
      for place in 0..<4 { seen.insert(rows(batch, place)) }
    }
    #expect(seen == moves)
  }

  @Test("Cutout sets a square to the mean colour, cut off at the borders")
  func cutout() {
    var sizes = Set<Int>()
    for step in 0..<40 {
      let batch = batches(Augmentation(cutout: 2)).batch(step: step)
      for place in 0..<4 {
        let rows = rows(batch, place)
        sizes.insert(rows.joined().count { $0 == 0 })
        #expect(
          zip(rows.joined(), original.joined()).allSatisfy { $0 == 0 || $0 == $1 })
      }
    }
    #expect(sizes == [1, 2, 4])
  }

  // MARK: Mixup

  private func mixed(_ alpha: Double, seed: UInt64 = 1) -> TrainingBatches {
    TrainingBatches(images, asBytes, mixup: alpha, size: 4, seed: seed)
  }

  @Test("Mixed images are sums of those that the batch would have, by the mixture of the step")
  func mixup() throws {
    let plain = batches(.none)
    #expect(plain.mixture(step: 0) == nil)
    for step in [0, 1, 7, 30] {
      let mixture = try #require(mixed(0.4).mixture(step: step))
      #expect((0...1).contains(mixture.share) && mixture.partners.sorted() == [0, 1, 2, 3])
      let (batch, original) = (mixed(0.4).batch(step: step), plain.batch(step: step))
      #expect(batch.labels == original.labels)
      #expect(
        mixture.partners(of: batch.labels) == mixture.partners.map { original.labels[$0] })
      for place in 0..<4 {
        let (own, other) = (place * 16, mixture.partners[place] * 16)
        for pixel in 0..<16 {
          let expected =
            mixture.share * original.images[own + pixel]
            + (1 - mixture.share) * original.images[other + pixel]
          #expect(abs(batch.images[own + pixel] - expected) < 1e-3)
        }
      }
    }
  }

  @Test("A mixture depends on seed and step alone")
  func mixtureSeed() {
    let mixtures = (0..<30).map { mixed(0.2).mixture(step: $0) }
    #expect((0..<30).reversed().map { mixed(0.2).mixture(step: $0) } == mixtures.reversed())
    #expect((0..<30).map { mixed(0.2, seed: 2).mixture(step: $0) } != mixtures)
    #expect(Set(mixtures.compactMap { $0?.share }).count == 30)
  }

  @Test(
    "Shares have mean and variance of the beta distribution", arguments: [0.05, 0.2, 1, 4])
  func shares(alpha: Double) {
    let batches = mixed(alpha)
    let shares = (0..<4000).compactMap { batches.mixture(step: $0)?.share }.map(Double.init)
    let mean = shares.reduce(0, +) / 4000
    let variance = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4000
    let expected = 1 / (4 * (2 * alpha + 1))
    // The standard error of the mean is below 0.008.
    #expect(abs(mean - 0.5) < 0.035)
    #expect(abs(variance - expected) < 0.08 * expected + 0.002)
    #expect(shares.allSatisfy { (0...1).contains($0) })
  }

  @Test("Prefetched batches are the same in any order of steps", arguments: [1, 3])
  func prefetched(ahead: Int) {
    let batches = batches(Augmentation(cropPadding: 2, flips: true, cutout: 2))
    let prefetched = PrefetchedBatches(batches, ahead: ahead, end: 20)
    for step in [0, 1, 2, 3, 7, 8, 9, 2, 3, 18, 19, 19, 25] {
      #expect(prefetched.batch(step: step) == batches.batch(step: step))
    }
  }
}
