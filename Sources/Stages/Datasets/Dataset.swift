package import Graphs

/// Images to train, to measure candidates and to test with, and what their classes mean.
package struct Dataset: Equatable, Sendable {
  /// The name of the set, for example `cifar10`.
  package let name: String
  /// What networks are to make of the images.
  package let task: NetworkTask
  /// The images to train with, without those held out.
  package let training: ImageSet
  /// Images split off the training set to measure candidates with.
  package let heldOut: ImageSet
  /// The images that only the final accuracy is measured with.
  package let test: ImageSet
  /// The statistics of the images to train with.
  package let normalization: Normalization
  /// Changes of the training images that keep their classes.
  package let augmentation: Augmentation
  /// What lies beside the images and is not read, by reason.
  package var leftOut: [LeftOut.Group] = []

  /// A set whose held-out images are split off `training`, by class.
  ///
  /// - Throws: ``DatasetError/heldOut(found:images:most:)`` where there are not so many,
  ///   ``DatasetError/noneHeldOut(images:classes:)`` where no class has two training images.
  package init(
    name: String, task: NetworkTask, training: ImageSet, test: ImageSet, heldOut: SplitSize,
    seed: UInt64, augmentation: Augmentation
  ) throws(DatasetError) {
    // Images without classes are split as those of a single one.
    let classes = max(1, task.classes.count)
    let split = heldOut.split(labels: training.labels, classes: classes, seed: seed)
    guard let split else { throw .heldOut(heldOut, of: training.labels, classes: classes) }
    self.name = name
    self.task = task
    self.training = training.subset(split.kept)
    self.heldOut = training.subset(split.apart)
    self.test = test
    self.augmentation = augmentation
    normalization = Normalization(of: self.training)
  }

  /// A set of classes; see ``init(name:task:training:test:heldOut:seed:augmentation:)``.
  package init(
    name: String, classes: [String], training: ImageSet, test: ImageSet, heldOut: SplitSize,
    seed: UInt64, augmentation: Augmentation
  ) throws(DatasetError) {
    try self.init(
      name: name, task: .classes(classes), training: training, test: test, heldOut: heldOut,
      seed: seed, augmentation: augmentation)
  }

  /// The class names in the order of the labels; empty where the images have no classes.
  package var classes: [String] { task.classes }

  /// The names of the classes without a test image, about which the test accuracy says nothing.
  package var untestedClasses: [String] {
    let counts = test.labels.counts(classes: max(1, classes.count))
    return zip(classes, counts).filter { $1 == 0 }.map(\.0)
  }
}

extension DatasetError {
  /// What is wrong with a held-out part that cannot be had of these training images.
  static func heldOut(_ size: SplitSize, of labels: [Int], classes: Int) -> DatasetError {
    let most = labels.counts(classes: classes).reduce(0) { $0 + max(0, $1 - 1) }
    guard case .count(let count) = size, most > 0 else {
      return .noneHeldOut(images: labels.count, classes: classes)
    }
    return .heldOut(found: count, images: labels.count, most: most)
  }
}

extension [Int] {
  /// How many of these labels are of each class.
  func counts(classes: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: classes)
    for label in self { counts[label] += 1 }
    return counts
  }
}
