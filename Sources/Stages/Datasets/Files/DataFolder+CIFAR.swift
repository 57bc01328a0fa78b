import Foundation
import Graphs

/// The records of CIFAR-10 and CIFAR-100: labels, then 1,024 red, 1,024 green and 1,024 blue bytes
/// (https://www.cs.toronto.edu/~kriz/cifar.html).
extension DataFolder {
  /// The images of files of records, one after the other.
  ///
  /// - Parameter labels: bytes before the pixels; the last one counts.
  func imagesInCIFAR(_ names: [String], labels: Int, classes: Int) throws(DatasetError) -> ImageSet
  {
    let shape = Shape(height: 32, width: 32, channels: 3)
    let record = labels + shape.count
    var pixels: [UInt8] = []
    var found: [Int] = []
    for name in names {
      let bytes = try bytes(of: name)
      guard !bytes.isEmpty, bytes.count % record == 0 else {
        throw .size(file: path(of: name), found: bytes.count, record: record)
      }
      let starts = stride(from: labels, to: bytes.count, by: record)
      let ofFile = starts.map { Int(bytes[$0 - 1]) }
      try check(labels: ofFile, of: name, classes: classes)
      found += ofFile
      pixels += interleaved(bytes, from: starts, shape)
    }
    return ImageSet(shape: shape, pixels: pixels, labels: found)
  }

  /// The names of the classes, one per line.
  func classNames(in name: String, count: Int) throws(DatasetError) -> [String] {
    let text = String(decoding: try bytes(of: name), as: UTF8.self)
    let classes = text.split(whereSeparator: \.isNewline)
      .map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
    guard classes.count == count else {
      throw .classNames(file: path(of: name), found: classes.count, expected: count)
    }
    return classes
  }

  /// The channels pixel by pixel, from planes that begin at `starts`.
  private func interleaved(_ bytes: [UInt8], from starts: StrideTo<Int>, _ shape: Shape) -> [UInt8]
  {
    bytes.withUnsafeBufferPointer { bytes in
      [UInt8](unsafeUninitializedCapacity: bytes.count) { pixels, count in
        for start in starts {
          for pixel in 0..<shape.area {
            for channel in 0..<shape.channels {
              pixels.initializeElement(
                at: count, to: bytes[start + channel * shape.area + pixel])
              count += 1
            }
          }
        }
      }
    }
  }
}
