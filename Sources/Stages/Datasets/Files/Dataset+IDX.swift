package import Foundation
import Graphs

extension Dataset {
  /// Fashion-MNIST from the folder of its four IDX files, unpacked.
  ///
  /// - Parameters:
  ///   - heldOut: training images to measure candidates with.
  ///   - seed: of their choice.
  package static func fashionMNIST(at url: URL, heldOut: SplitSize, seed: UInt64)
    throws(DatasetError)
    -> Dataset
  {
    let classes = [
      "T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag",
      "ankle boot",
    ]
    return try idx(
      at: url, name: "fashion-mnist", holds: "the IDX files of Fashion-MNIST", classes: classes,
      heldOut: heldOut, seed: seed, augmentation: Augmentation(cropPadding: 2, flips: true))
  }

  /// MNIST from the folder of its four IDX files, unpacked.
  ///
  /// - Parameters:
  ///   - heldOut: training images to measure candidates with.
  ///   - seed: of their choice.
  package static func mnist(at url: URL, heldOut: SplitSize, seed: UInt64) throws(DatasetError)
    -> Dataset
  {
    try idx(
      at: url, name: "mnist", holds: "the IDX files of MNIST", classes: (0...9).map(String.init),
      heldOut: heldOut, seed: seed, augmentation: .digits)
  }

  private static func idx(
    at url: URL, name: String, holds: String, classes: [String], heldOut: SplitSize, seed: UInt64,
    augmentation: Augmentation
  ) throws(DatasetError) -> Dataset {
    let folder = try DataFolder(url, holds: holds)
    // Some mirrors put a point where the official names have a dash.
    let names = try folder.find(
      ["train", "t10k"].flatMap { half in
        [("images", 3), ("labels", 1)].map { content, dimensions in
          ["-", "."].map { "\(half)-\(content)\($0)idx\(dimensions)-ubyte" }
        }
      })
    let training = try folder.imagesInIDX(images: names[0], labels: names[1], classes.count)
    let test = try folder.imagesInIDX(images: names[2], labels: names[3], classes.count)
    guard training.shape == test.shape else {
      throw .shapes(training: "\(training.shape)", test: "\(test.shape)")
    }
    return try Dataset(
      name: name, classes: classes, training: training, test: test, heldOut: heldOut, seed: seed,
      augmentation: augmentation)
  }
}

/// The IDX format of MNIST: big-endian words of a magic number and of the dimensions, then bytes
/// (http://yann.lecun.com/exdb/mnist).
extension DataFolder {
  /// Grey images with their labels.
  fileprivate func imagesInIDX(images: String, labels: String, _ classes: Int)
    throws(DatasetError) -> ImageSet
  {
    let pictures = try bytes(of: images)
    let sizes = try dimensions(3, in: pictures, of: images, content: "images")
    let sides = 1...4096
    guard sizes[0] >= 1, sides.contains(sizes[1]), sides.contains(sizes[2]) else {
      throw .dimensions(
        file: path(of: images), count: sizes[0], height: sizes[1], width: sizes[2])
    }
    try check(length: 16 + sizes.reduce(1, *), of: pictures, images)
    let classesOfImages = try bytes(of: labels)
    let count = try dimensions(1, in: classesOfImages, of: labels, content: "labels")[0]
    try check(length: 8 + count, of: classesOfImages, labels)
    guard count == sizes[0] else {
      throw .counts(
        images: path(of: images), found: sizes[0], labels: path(of: labels), labelled: count)
    }
    let found = classesOfImages.dropFirst(8).map { Int($0) }
    try check(labels: found, of: labels, classes: classes)
    return ImageSet(
      shape: Shape(height: sizes[1], width: sizes[2], channels: 1),
      pixels: Array(pictures.dropFirst(16)), labels: found)
  }

  /// The dimensions that the header holds behind a magic number of unsigned bytes and their count.
  private func dimensions(_ count: Int, in bytes: [UInt8], of name: String, content: String)
    throws(DatasetError) -> [Int]
  {
    let words = stride(from: 0, to: min(bytes.count, 4 * (count + 1)) / 4 * 4, by: 4).map { start in
      bytes[start..<start + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
    let magic = 0x800 | UInt32(count)
    if let found = words.first, found != magic {
      throw .magic(file: path(of: name), found: found, expected: magic, content: content)
    }
    try check(atLeast: 4 * (count + 1), bytes, name)
    return words.dropFirst().map { Int($0) }
  }

  private func check(length: Int, of bytes: [UInt8], _ name: String) throws(DatasetError) {
    guard bytes.count == length else {
      throw .length(file: path(of: name), found: bytes.count, expected: length)
    }
  }

  private func check(atLeast length: Int, _ bytes: [UInt8], _ name: String) throws(DatasetError) {
    guard bytes.count >= length else {
      throw .length(file: path(of: name), found: bytes.count, expected: length)
    }
  }
}
