/// Rounds values to those that an integer tensor can hold; the gradient passes straight through
/// between the ends of the range.
///
/// With S the step and lower and upper the numbers of steps from 0 to the ends, the result is
/// `S · clamp(round(x / S), lower, upper)`, halves away from zero, in every pass. The gradient of x is
/// that of the result strictly between the ends and 0 elsewhere; a clip takes the gradients of all x
/// at or above it, less those of all x at or below its negative in a symmetric range (PACT, arXiv
/// 1805.06085, with rounding to nearest).
public struct FakeQuantizer: Hashable, Codable, Sendable {
  /// Which values the integer tensor can hold.
  public enum Range: Hashable, Codable, Sendable {
    /// 0 to a learnt clip, which makes it a ReLU, too.
    case unsigned
    /// A learnt clip to either side, with zero point 0.
    case symmetric
    /// Those of a scale and a zero point between the smallest and the largest stored value; nothing
    /// is learnt.
    case fixed(scale: Float, zeroPoint: Int32)
  }

  /// Bits per value.
  public var precision: Precision
  /// Which values can be held.
  public var range: Range

  /// A quantizer.
  public init(_ precision: Precision, _ range: Range) {
    self.precision = precision
    self.range = range
  }

  /// The smallest clip; what training leaves below is read as this.
  package static let leastClip: Float = 1e-3

  /// Whether it has a clip that is trained, the parameter `NODE.clip`.
  package var hasClip: Bool {
    switch range {
    case .unsigned, .symmetric: true
    case .fixed: false
    }
  }

  /// The steps from 0 to either end.
  package var levels: ClosedRange<Int32> {
    switch range {
    case .unsigned: 0...precision.maximum - precision.minimum
    case .symmetric: -precision.maximum...precision.maximum
    case .fixed(_, let zeroPoint):
      precision.minimum - zeroPoint...precision.maximum - zeroPoint
    }
  }

  /// The step between neighbouring values.
  ///
  /// - Parameter clip: as it is stored; a fixed range has none.
  package func step(clip: Float?) -> Float {
    switch range {
    case .unsigned, .symmetric:
      max(clip ?? 0, Self.leastClip) / Float(levels.upperBound)
    case .fixed(let scale, _): scale
    }
  }

  package static let constraints: [Constraint<FakeQuantizer>] = [
    Constraint("The scale of a fixed range is above 0 and finite.") {
      guard case .fixed(let scale, _) = $0.range else { return nil }
      return scale > 0 && scale.isFinite ? nil : "it is \(scale)"
    },
    Constraint("The zero point of a fixed range is a value that can be stored.") {
      guard case .fixed(_, let zeroPoint) = $0.range else { return nil }
      let stored = $0.precision.minimum...$0.precision.maximum
      return stored.contains(zeroPoint)
        ? nil : "it is \(zeroPoint) at \($0.precision.rawValue) bits"
    },
  ]
}
