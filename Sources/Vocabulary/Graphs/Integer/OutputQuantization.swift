/// The quantization of a layer's output and the range to which it is clamped.
///
/// A ReLU that follows the layer is part of the range: its lower end is the zero point.
public struct OutputQuantization: Hashable, Codable, Sendable {
  /// Bits per value.
  public var precision: Precision
  /// The real step between two stored values.
  public var scale: Double
  /// The stored value that stands for 0.
  public var zeroPoint: Int32
  /// The smallest stored output.
  public var minimum: Int32
  /// The largest stored output.
  public var maximum: Int32

  /// A quantization; the range nil is that of the precision.
  public init(
    precision: Precision = .bits8, scale: Double, zeroPoint: Int32, minimum: Int32? = nil,
    maximum: Int32? = nil
  ) {
    self.precision = precision
    self.scale = scale
    self.zeroPoint = zeroPoint
    self.minimum = minimum ?? precision.minimum
    self.maximum = maximum ?? precision.maximum
  }

  func type(_ shape: Shape) -> QuantizedType {
    QuantizedType(shape: shape, precision: precision, scale: scale, zeroPoint: zeroPoint)
  }

  /// The stored output, clamped.
  package func clamp(_ value: Int64) -> Int8 {
    Int8(max(Int64(minimum), min(Int64(maximum), value)))
  }
}
