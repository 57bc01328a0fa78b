import CVectorKernels
import Graphs

extension vector_requantization {
  /// From the sums of a layer to its elements.
  ///
  /// - Parameters:
  ///   - bounds: the largest size of the sum of each output.
  ///   - exponents: those of the `floor` form, one per output, as packed.
  init(
    _ requantization: Requantization, _ output: OutputQuantization, bounds: [Int64],
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
  fileprivate func fits(_ bounds: [Int64], _ multipliers: [Int32], shift: Int) -> Bool {
    bounds.indices.allSatisfy { output in
      guard shift < 31, bounds[output] < Int64(1) << (31 - shift) else { return false }
      let multiplier = Int64(multipliers[multipliers.count == 1 ? 0 : output].magnitude)
      // 1,024 is more than zero point and rounding add.
      return ((bounds[output] << shift) * multiplier) >> 32 < Int64(1) << 31 - 1024
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
