import CVectorKernels
import Graphs

/// The largest size that the sum of each output may have.
struct SumBounds {
  /// One per output.
  var largest: [Int64]

  /// Of sums of weights times centred inputs, `outputs` rows of weights one after the other.
  init(weights: [Int8], bias: [Int32], input: QuantizedType) {
    let taps = weights.count / bias.count
    largest = bias.indices.map { output in
      let sum = weights[output * taps..<(output + 1) * taps].reduce(Int64(0)) {
        $0 + Int64($1.magnitude)
      }
      return Int64(bias[output].magnitude) + sum * input.largestCentred
    }
  }
}

extension QuantizedType {
  /// The largest size of a stored value less the zero point.
  var largestCentred: Int64 {
    Int64(max(precision.maximum - zeroPoint, zeroPoint - precision.minimum))
  }
}

extension vector_requantization {
  /// From the sums of a layer to its elements.
  ///
  /// - Parameter multipliers: one per output, as packed.
  init(
    _ requantization: Requantization, _ output: OutputQuantization, bounds: SumBounds,
    exponents: UnsafePointer<Int8>?, offset: Int32
  ) {
    self.init()
    zero_point = output.zeroPoint + offset
    minimum = output.minimum + offset
    maximum = output.maximum + offset
    switch requantization {
    case .floor:
      is_wide = 1
      self.exponents = exponents
    case .rounded(let multipliers, let shift):
      self.shift = Int32(shift)
      addend = (1 << 31) + Int64(zero_point) << 32
      is_wide = requantization.fits(bounds, multipliers, shift: shift) ? 0 : 1
    }
  }
}

extension Requantization {
  /// Whether 32 bits hold every shifted sum and every output before it is clamped.
  fileprivate func fits(_ bounds: SumBounds, _ multipliers: [Int32], shift: Int) -> Bool {
    bounds.largest.indices.allSatisfy { output in
      guard shift < 31, bounds.largest[output] < Int64(1) << (31 - shift) else { return false }
      let multiplier = Int64(multipliers[multipliers.count == 1 ? 0 : output].magnitude)
      // 1,024 is more than zero point and rounding add.
      return ((bounds.largest[output] << shift) * multiplier) >> 32 < Int64(1) << 31 - 1024
    }
  }

  /// The multiplier of each output.
  func multipliers(outputs: Int) -> [Int32] {
    let all: [Int32] =
      switch self {
      case .rounded(let multipliers, _): multipliers
      case .floor(let multipliers): multipliers.map(\.mantissa)
      }
    return all.count == 1 ? [Int32](repeating: all[0], count: outputs) : all
  }

  /// The exponent of each output, nil in the rounded form.
  func exponents(outputs: Int) -> [Int8]? {
    guard case .floor(let multipliers) = self else { return nil }
    let all = multipliers.map(\.exponent)
    return all.count == 1 ? [Int8](repeating: all[0], count: outputs) : all
  }
}
