/// The outputs of one channel as thresholds: each stored output but the smallest has a sum from which
/// on it is reached (PC+thresholds; section 2.4 of `memory-driven.md`).
///
/// `Y = minimum + number of thresholds strictly below ±Φ`, Φ the sum without bias. A binary search
/// finds it, without a product. For outputs of 4 or 2 bits; no device kernel has it, as it gives the
/// bytes of requantization and takes more flash.
package struct ChannelThresholds: Hashable, Sendable {
  /// From small to large; 15 at 4 bits, 3 at 2 bits, fewer where the output's range is narrower.
  ///
  /// Memory is counted with 16 bits each, as in the paper, whose sums are that short; here they are as
  /// long as any sum.
  package let thresholds: [Int64]
  /// Whether they are compared with −Φ: a negative multiplier makes outputs fall where sums rise.
  package let isNegated: Bool
  /// The output below all thresholds.
  package let minimum: Int32

  /// The thresholds that give the bytes of a requantization for every sum that an operation may reach.
  ///
  /// - Parameter channel: whose multiplier is taken.
  package init(
    _ requantization: Requantization, channel: Int, bias: Int32, output: OutputQuantization
  ) {
    let largest = requantization.largestSum(channel: channel)
    /// The output where sums of a positive multiplier are `sum`.
    func result(_ sum: Int64, isNegated: Bool) -> Int32 {
      let value = requantization.apply(
        to: Int32(isNegated ? -sum : sum), channel: channel, zeroPoint: output.zeroPoint)
      return Int32(output.clamp(value))
    }
    let isNegated = result(largest, isNegated: false) < result(-largest, isNegated: false)
    let lowest = result(-largest, isNegated: isNegated)
    thresholds = (lowest..<result(largest, isNegated: isNegated)).map { code in
      // The last sum with which the output is `code` at most.
      var (low, high) = (-largest, largest)
      while high - low > 1 {
        let middle = low + (high - low) / 2
        if result(middle, isNegated: isNegated) <= code { low = middle } else { high = middle }
      }
      return low - (isNegated ? -Int64(bias) : Int64(bias))
    }
    self.isNegated = isNegated
    minimum = lowest
  }

  /// The stored output for a sum without bias.
  package func callAsFunction(_ sum: Int64) -> Int8 {
    let sum = isNegated ? -sum : sum
    var (low, high) = (0, thresholds.count)
    while low < high {
      let middle = (low + high) / 2
      if thresholds[middle] < sum { low = middle + 1 } else { high = middle }
    }
    return Int8(clamping: minimum + Int32(low))
  }
}

extension Requantization {
  /// The largest sum with a bias that a graph may have: 32 bits, and 62 with shift and multiplier.
  fileprivate func largestSum(channel: Int) -> Int64 {
    guard case .rounded(let multipliers, let shift) = self else { return Int64(Int32.max) }
    let multiplier = multipliers[multipliers.count == 1 ? 0 : channel]
    return min(
      Int64(Int32.max), ((1 << 62 - 1) / max(Int64(multiplier.magnitude), 1)) >> Int64(shift))
  }
}
