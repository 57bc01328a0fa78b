import Graphs

extension Dataset {
  /// A built-in set, drawn from a seed; the same bytes everywhere.
  ///
  /// - Parameters:
  ///   - set: what is drawn.
  ///   - training: how many inputs to train with, the held-out ones among them.
  ///   - test: how many inputs to test with.
  ///   - heldOut: training inputs to measure candidates with.
  ///   - seed: of the inputs and of the choice of the held-out ones.
  package static func generated(
    _ set: GeneratedSet = .images, training: Int, test: Int, heldOut: SplitSize, seed: UInt64
  ) throws(DatasetError) -> Dataset {
    let least = max(2, set.task.classes.count)
    for (half, count) in [("training", training), ("test", test)] where count < least {
      throw .generated(half: half, found: count, least: least)
    }
    return try Dataset(
      name: set.name, task: set.task, training: set.inputs(training, half: .training, seed: seed),
      test: set.inputs(test, half: .test, seed: seed), heldOut: heldOut, seed: seed,
      augmentation: set.augmentation)
  }
}
