package import Foundation
import Graphs

extension Dataset {
  /// CIFAR-10 from the folder of its binary distribution: `data_batch_1.bin` to `data_batch_5.bin`,
  /// `test_batch.bin` and `batches.meta.txt`.
  ///
  /// Each file is a row of records: the label, then 1,024 red, 1,024 green and 1,024 blue bytes
  /// (https://www.cs.toronto.edu/~kriz/cifar.html).
  /// - Parameters:
  ///   - heldOut: training images to measure candidates with.
  ///   - seed: of their choice.
  package static func cifar10(at url: URL, heldOut: Int, seed: UInt64) throws(DatasetError)
    -> Dataset
  {
    let folder = try DataFolder(url, holds: "the CIFAR-10 binary files")
    let trainingNames = (1...5).map { "data_batch_\($0).bin" }
    let names = trainingNames + ["test_batch.bin", "batches.meta.txt"]
    _ = try folder.find(names.map { [$0] })
    let text = String(decoding: try folder.bytes(of: "batches.meta.txt"), as: UTF8.self)
    let classes = text.split(whereSeparator: \.isNewline).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    .filter { !$0.isEmpty }
    guard classes.count == 10 else {
      throw .classNames(
        file: folder.path(of: "batches.meta.txt"), found: classes.count, expected: 10)
    }
    return try Dataset(
      name: "cifar10", classes: classes, training: try images(trainingNames, in: folder),
      test: try images(["test_batch.bin"], in: folder), heldOut: heldOut, seed: seed,
      augmentation: .photographs)
  }

  /// The images of files of records, one after the other.
  private static func images(_ names: [String], in folder: DataFolder) throws(DatasetError)
    -> ImageSet
  {
    let shape = Shape(height: 32, width: 32, channels: 3)
    let record = 1 + shape.count
    var pixels: [UInt8] = []
    var labels: [Int] = []
    for name in names {
      let bytes = try folder.bytes(of: name)
      guard !bytes.isEmpty, bytes.count % record == 0 else {
        throw .size(file: folder.path(of: name), found: bytes.count, record: record)
      }
      let starts = stride(from: 0, to: bytes.count, by: record)
      let found = starts.map { Int(bytes[$0]) }
      try folder.check(labels: found, of: name, classes: 10)
      labels += found
      pixels += interleaved(bytes, from: starts, shape)
    }
    return ImageSet(shape: shape, pixels: pixels, labels: labels)
  }

  /// The channels pixel by pixel, from records of planes behind a label.
  private static func interleaved(_ bytes: [UInt8], from starts: StrideTo<Int>, _ shape: Shape)
    -> [UInt8]
  {
    bytes.withUnsafeBufferPointer { bytes in
      [UInt8](unsafeUninitializedCapacity: bytes.count) { pixels, count in
        for start in starts {
          for pixel in 0..<shape.area {
            for channel in 0..<shape.channels {
              pixels.initializeElement(
                at: count, to: bytes[start + 1 + channel * shape.area + pixel])
              count += 1
            }
          }
        }
      }
    }
  }
}
