import Files
import Foundation

/// The files by which a run gets its images and gives its outputs.
struct ImageExchange {
  let directory: URL
  let inputBytes: Int
  let outputBytes: Int

  init(_ sources: EmittedSources, in directory: URL) throws {
    self.directory = directory
    inputBytes = try sources.constant("INPUT_BYTES")
    outputBytes = try sources.constant("OUTPUT_BYTES")
  }

  /// Writes `images.bin` and removes what an earlier run left.
  func write(_ images: [[Int8]]) throws {
    for (index, image) in images.enumerated() where image.count != inputBytes {
      throw FirmwareError.imageSize(image: index, expected: inputBytes, found: image.count)
    }
    for name in ["outputs.bin", "report.bin"] {
      try? FileManager.default.removeItem(at: directory.appending(path: name))
    }
    try Data(images.joined().map { UInt8(bitPattern: $0) })
      .writeInPlace(to: directory.appending(path: "images.bin"))
  }

  /// Reads `outputs.bin`.
  func outputs(count: Int) throws -> [[Int8]] {
    let data = try Data(readingFrom: directory.appending(path: "outputs.bin"))
    guard data.count == count * outputBytes else {
      throw FirmwareError.outputSize(expected: count * outputBytes, found: data.count)
    }
    let values = data.map { Int8(bitPattern: $0) }
    return (0..<count).map { Array(values[$0 * outputBytes..<($0 + 1) * outputBytes]) }
  }

  /// The little-endian words of a file.
  func words(in name: String) throws -> [UInt32] {
    let data = [UInt8](try Data(readingFrom: directory.appending(path: name)))
    return stride(from: 0, to: data.count - 3, by: 4).map { start in
      (0..<4).reduce(0) { $0 | UInt32(data[start + $1]) << (8 * UInt32($1)) }
    }
  }
}
