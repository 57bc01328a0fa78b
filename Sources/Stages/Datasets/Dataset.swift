import Graphs
import Randomness

/// Images to train, to measure candidates and to test with, and what their classes mean.
package struct Dataset: Equatable, Sendable {
  /// The name of the set, for example `cifar10`.
  package let name: String
  /// The class names in the order of the labels.
  package let classes: [String]
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

  /// A set whose held-out images are split off `training`: of each class its share, chosen by seed.
  ///
  /// - Throws: ``DatasetError/heldOut(found:images:most:)`` where nothing would be held out or left.
  package init(
    name: String, classes: [String], training: ImageSet, test: ImageSet, heldOut: Int,
    seed: UInt64, augmentation: Augmentation
  ) throws(DatasetError) {
    let most = training.count - classes.count
    guard heldOut >= 1, heldOut <= most else {
      throw .heldOut(found: heldOut, images: training.count, most: max(0, most))
    }
    let (kept, split) = Self.split(
      labels: training.labels, classes: classes.count, heldOut: heldOut, seed: seed)
    self.name = name
    self.classes = classes
    self.training = training.subset(kept)
    self.heldOut = training.subset(split)
    self.test = test
    self.augmentation = augmentation
    normalization = Normalization(of: self.training)
  }

  /// The indices that stay and those held out, each in ascending order.
  ///
  /// Every class gives its share rounded down; the places left go to the largest remainders.
  static func split(labels: [Int], classes: Int, heldOut: Int, seed: UInt64)
    -> (kept: [Int], heldOut: [Int])
  {
    var members = [[Int]](repeating: [], count: classes)
    for (index, label) in labels.enumerated() { members[label].append(index) }
    var shares = members.map { $0.count * heldOut / labels.count }
    let byRemainder = members.indices.sorted { first, second in
      let remainders = [first, second].map { members[$0].count * heldOut % labels.count }
      return (remainders[1], first) < (remainders[0], second)
    }
    for index in byRemainder.prefix(heldOut - shares.reduce(0, +)) { shares[index] += 1 }
    var isHeldOut = [Bool](repeating: false, count: labels.count)
    for (number, indices) in members.enumerated() {
      var generator = SeededGenerator(seed: seed, stream: UInt64(number))
      for index in generator.shuffled(indices).prefix(shares[number]) { isHeldOut[index] = true }
    }
    return (labels.indices.filter { !isHeldOut[$0] }, labels.indices.filter { isHeldOut[$0] })
  }
}
