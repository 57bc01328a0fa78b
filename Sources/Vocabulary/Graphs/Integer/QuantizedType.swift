/// How many bits one stored value has.
public enum Precision: Int, Hashable, Codable, Sendable, CaseIterable {
  /// Two bits, −2 to 1.
  case bits2 = 2
  /// Four bits, −8 to 7.
  case bits4 = 4
  /// Eight bits, −128 to 127.
  case bits8 = 8

  /// The smallest stored value.
  package var minimum: Int32 { -(1 << (rawValue - 1)) }
  /// The largest stored value.
  package var maximum: Int32 { (1 << (rawValue - 1)) - 1 }

  /// The bytes of `count` stored values, packed; the last byte may be partly used.
  package func byteCount(of count: Int) -> Int { (count * rawValue + 7) / 8 }
}

/// The type of a value in an integer network: real = scale · (stored − zeroPoint).
public struct QuantizedType: ValueType {
  /// The shape for one image.
  public var shape: Shape
  /// Bits per value.
  public var precision: Precision
  /// The real step between two stored values, above 0.
  public var scale: Double
  /// The stored value that stands for 0; within the range of the precision.
  public var zeroPoint: Int32

  /// A type.
  public init(shape: Shape, precision: Precision = .bits8, scale: Double, zeroPoint: Int32) {
    self.shape = shape
    self.precision = precision
    self.scale = scale
    self.zeroPoint = zeroPoint
  }

  /// The bytes of one such value, packed.
  package var byteCount: Int { precision.byteCount(of: shape.count) }
}
