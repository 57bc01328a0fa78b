/// How a 32-bit accumulator becomes a stored output: a value of the graph, not a habit of a kernel.
///
/// Each form holds one multiplier per output channel, or a single one for all.
public enum Requantization: Hashable, Codable, Sendable {
  /// `Z + floor(M0 · 2^N0 · acc)`: integer channel normalisation (arXiv 1905.13082, section 2.3 of our notes).
  case floor([FixedPointMultiplier])
  /// `Z + ((((int64) acc << shift) · M + 2^31) >> 32)`, with one shift for the layer.
  case rounded(multipliers: [Int32], shift: Int)

  /// The number of multipliers: 1 or the number of output channels.
  package var count: Int {
    switch self {
    case .floor(let multipliers): multipliers.count
    case .rounded(let multipliers, _): multipliers.count
    }
  }

  /// The stored output before it is clamped.
  package func apply(to accumulator: Int32, channel: Int, zeroPoint: Int32) -> Int64 {
    switch self {
    case .floor(let multipliers):
      let multiplier = multipliers[multipliers.count == 1 ? 0 : channel]
      return Int64(zeroPoint) + multiplier.floorOfProduct(with: accumulator)
    case .rounded(let multipliers, let shift):
      let multiplier = multipliers[multipliers.count == 1 ? 0 : channel]
      let product = (Int64(accumulator) << Int64(shift)) * Int64(multiplier)
      return Int64(zeroPoint) + ((product + (1 << 31)) >> 32)
    }
  }

  /// The `rounded` form of real multipliers: the smallest shift that keeps every |M| below 2^31.
  ///
  /// - Parameter multipliers: finite; each |multiplier| below 2^31.
  package static func rounded(from multipliers: [Double]) -> Requantization {
    var shift = 0
    while multipliers.contains(where: { abs(($0 * exp2Double(32 - shift)).rounded()) >= 0x1p31 }) {
      shift += 1
    }
    return .rounded(
      multipliers: multipliers.map { Int32(($0 * exp2Double(32 - shift)).rounded()) },
      shift: shift)
  }

  /// The `floor` form of real multipliers.
  package static func floor(from multipliers: [Double]) -> Requantization {
    .floor(multipliers.map(FixedPointMultiplier.init))
  }
}

private func exp2Double(_ exponent: Int) -> Double {
  Double(sign: .plus, exponent: exponent, significand: 1)
}

/// A real multiplier as `M0 · 2^N0` with 0.5 ≤ |M0| < 1 (section 2.3 of `memory-driven.md`).
public struct FixedPointMultiplier: Hashable, Codable, Sendable {
  /// M0 · 2^31, rounded.
  public var mantissa: Int32
  /// N0, clamped to an int8.
  public var exponent: Int8

  /// The stored form as it is.
  public init(mantissa: Int32, exponent: Int8) {
    self.mantissa = mantissa
    self.exponent = exponent
  }

  /// The nearest stored form of a finite number; 0 is (0, 0).
  public init(_ value: Double) {
    guard value != 0 else {
      self.init(mantissa: 0, exponent: 0)
      return
    }
    // `value.exponent` counts for a significand of 1 to 2; M0 is half of that.
    let exponent = value.exponent + 1
    let mantissa = (value * exp2Double(31 - Int(exponent))).rounded()
    self.init(
      mantissa: Int32(min(max(mantissa, -0x1p31), 0x1p31 - 1)),
      exponent: Int8(clamping: Int(exponent)))
  }

  /// The arithmetic right shift of the high word on the target: −(N0 + 1).
  package var highWordShift: Int { -(Int(exponent) + 1) }

  /// `floor(M0 · 2^N0 · accumulator)`.
  package func floorOfProduct(with accumulator: Int32) -> Int64 {
    let product = Int64(accumulator) * Int64(mantissa)
    let shift = 31 - Int(exponent)
    return shift >= 0 ? product >> Int64(min(shift, 63)) : product << Int64(-shift)
  }
}
