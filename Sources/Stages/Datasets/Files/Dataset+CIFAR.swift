package import Foundation

extension Dataset {
  /// CIFAR-10 from the folder of its binary distribution: `data_batch_1.bin` to `data_batch_5.bin`,
  /// `test_batch.bin` and `batches.meta.txt`.
  ///
  /// - Parameters:
  ///   - heldOut: training images to measure candidates with.
  ///   - seed: of their choice.
  package static func cifar10(at url: URL, heldOut: SplitSize, seed: UInt64) throws(DatasetError)
    -> Dataset
  {
    let folder = try DataFolder(url, holds: "the CIFAR-10 binary files")
    let trainingNames = (1...5).map { "data_batch_\($0).bin" }
    let names = trainingNames + ["test_batch.bin", "batches.meta.txt"]
    _ = try folder.find(names.map { [$0] })
    let classes = try folder.classNames(in: "batches.meta.txt", count: 10)
    return try Dataset(
      name: "cifar10", classes: classes,
      training: try folder.imagesInCIFAR(trainingNames, labels: 1, classes: 10),
      test: try folder.imagesInCIFAR(["test_batch.bin"], labels: 1, classes: 10),
      heldOut: heldOut, seed: seed, augmentation: .photographs)
  }

  /// CIFAR-100 with its 100 fine classes from the folder of its binary distribution: `train.bin`,
  /// `test.bin` and, for the names of the classes, `fine_label_names.txt`.
  ///
  /// Without the last file the classes are called by their numbers. The coarse label of each record
  /// is left alone.
  /// - Parameters:
  ///   - heldOut: training images to measure candidates with.
  ///   - seed: of their choice.
  package static func cifar100(at url: URL, heldOut: SplitSize, seed: UInt64) throws(DatasetError)
    -> Dataset
  {
    let folder = try DataFolder(url, holds: "the CIFAR-100 binary files")
    _ = try folder.find([["train.bin"], ["test.bin"]])
    let names = "fine_label_names.txt"
    let hasNames = FileManager.default.fileExists(atPath: folder.path(of: names))
    let classes =
      hasNames ? try folder.classNames(in: names, count: 100) : (0..<100).map(String.init)
    return try Dataset(
      name: "cifar100", classes: classes,
      training: try folder.imagesInCIFAR(["train.bin"], labels: 2, classes: 100),
      test: try folder.imagesInCIFAR(["test.bin"], labels: 2, classes: 100),
      heldOut: heldOut, seed: seed, augmentation: .photographs)
  }
}
