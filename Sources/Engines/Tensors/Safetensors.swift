import Files
package import Foundation

/// Weights and notes as one file in safetensors layout.
///
/// Eight bytes hold the length of the header, little-endian; the header is JSON and names for each
/// tensor its type (`F32`), its shape and its bytes `[begin, end)` behind the header; the texts of
/// `__metadata__` stand beside them. Spaces pad the header so that values start at a multiple of 8
/// (huggingface/safetensors, "Format").
package struct Safetensors: Equatable, Sendable {
  /// The tensors in the order of the file.
  package var weights: Weights
  /// Texts beside them.
  package var metadata: [String: String]

  package init(_ weights: Weights, metadata: [String: String] = [:]) {
    self.weights = weights
    self.metadata = metadata
  }

  /// Reads a file; throws where it cannot be read whole or is malformed.
  package init(contentsOf file: URL) throws(SafetensorsError) {
    let data: Data
    do {
      data = try Data(readingFrom: file)
    } catch {
      throw .unreadable(file: file.path, reason: error.reason)
    }
    try self.init(data, file: file.path)
  }

  /// Writes a file that appears whole or not at all, even where the machine loses power.
  package func write(to file: URL) throws(SafetensorsError) {
    do {
      try data.writeDurably(to: file)
    } catch {
      throw .unwritable(file: file.path, reason: error.reason)
    }
  }

  /// The bytes of the file.
  package var data: Data {
    let header = SafetensorsHeader(describing: weights, metadata: metadata).padded
    var data = Data(capacity: 8 + header.count + 4 * weights.count)
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { data.append(contentsOf: $0) }
    data.append(header)
    for name in weights.names {
      guard let tensor = weights[name] else { continue }
      tensor.values.withUnsafeBytes { data.append(contentsOf: $0) }
    }
    return data
  }

  /// Reads the bytes of a file.
  ///
  /// - Parameter file: what errors call the file.
  package init(_ data: Data, file: String) throws(SafetensorsError) {
    guard data.count >= 8 else {
      throw .truncated(file: file, part: "the length of the header", needed: 8, found: data.count)
    }
    let length = data.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(data.count - 8) else {
      throw .truncated(
        file: file, part: "the header", needed: Self.sum(8, Int(clamping: length)),
        found: data.count)
    }
    let body = 8 + Int(length)
    let header = try SafetensorsHeader(data.dropFirst(8).prefix(Int(length)), file: file)
    metadata = header.metadata
    weights = Weights()
    var end = 0
    for (name, entry) in header.inFileOrder {
      let bytes = try entry.checkedBytes(of: name, after: end, in: file)
      end = bytes.upperBound
      guard end <= data.count - body else {
        throw .truncated(
          file: file, part: "tensor '\(name)'", needed: Self.sum(body, end), found: data.count)
      }
      weights[name] = Tensor(shape: entry.shape, values: data.floats(at: body, bytes))
    }
    guard body + end == data.count else {
      throw .surplus(file: file, needed: body + end, found: data.count)
    }
  }

  private static func sum(_ left: Int, _ right: Int) -> Int {
    let (sum, isTooLarge) = left.addingReportingOverflow(right)
    return isTooLarge ? Int.max : sum
  }
}

extension Data {
  /// The little-endian values in a range of bytes that starts `offset` bytes behind the first.
  fileprivate func floats(at offset: Int, _ bytes: Range<Int>) -> [Float] {
    withUnsafeBytes { all in
      [Float](unsafeUninitializedCapacity: bytes.count / 4) { values, count in
        let source = all[offset + bytes.lowerBound..<offset + bytes.upperBound]
        UnsafeMutableRawBufferPointer(values).copyBytes(from: source)
        count = bytes.count / 4
      }
    }
  }
}
