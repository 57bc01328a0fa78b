import Foundation

/// Integer constants of a graph, stored as base64 text in files.
public struct IntegerTensor: Hashable, Sendable {
  /// The dimensions, outermost first.
  public var shape: [Int]
  /// The values in row-major order.
  public var values: [Int8]

  /// A constant; as many values as the shape holds.
  public init(shape: [Int], values: [Int8]) {
    self.shape = shape
    self.values = values
  }
}

extension IntegerTensor: Codable {
  private enum Key: String, CodingKey { case shape, base64 }

  /// Reads shape and base64 text; throws where the count of values is not that of the shape.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let shape = try container.decode([Int].self, forKey: .shape)
    let data = try container.decode(Data.self, forKey: .base64)
    guard let count = shape.productOfDimensions else {
      throw DecodingError.dataCorruptedError(
        forKey: .shape, in: container,
        debugDescription: "\(shape) is no shape; sides are at least 0 and 64 bits hold the count.")
    }
    guard data.count == count else {
      throw DecodingError.dataCorruptedError(
        forKey: .base64, in: container,
        debugDescription: "Shape \(shape) holds \(count) values; here are \(data.count).")
    }
    self.init(shape: shape, values: data.map { Int8(bitPattern: $0) })
  }

  /// Writes shape and base64 text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(shape, forKey: .shape)
    try container.encode(Data(values.map { UInt8(bitPattern: $0) }), forKey: .base64)
  }
}
