extension Dataset {
  /// The built-in set: 32 × 32 colour, 10 classes, drawn from a seed; the same bytes everywhere.
  ///
  /// - Parameters:
  ///   - training: how many images to train with, the held-out ones among them.
  ///   - test: how many images to test with.
  ///   - heldOut: training images to measure candidates with.
  ///   - seed: of the images and of the choice of the held-out ones.
  package static func generated(training: Int, test: Int, heldOut: SplitSize, seed: UInt64)
    throws(DatasetError) -> Dataset
  {
    let classes = GeneratedImages.classes
    for (half, count) in [("training", training), ("test", test)] where count < classes.count {
      throw .generated(half: half, found: count, least: classes.count)
    }
    return try Dataset(
      name: "generated", classes: classes,
      training: GeneratedImages.images(training, half: .training, seed: seed),
      test: GeneratedImages.images(test, half: .test, seed: seed), heldOut: heldOut, seed: seed,
      augmentation: GeneratedImages.augmentation)
  }
}
