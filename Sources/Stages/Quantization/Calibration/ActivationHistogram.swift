/// How often values of an activation occur, gathered in one pass over data whose range is unknown.
///
/// Bins of one width cover −limit to limit; a value outside makes the limit the next power of two
/// and merges bins.
package struct ActivationHistogram: Equatable, Sendable {
  /// Bins on each side of 0.
  private static let side = 4096

  /// The smallest value, at most 0.
  package private(set) var minimum = 0.0
  /// The largest value, at least 0.
  package private(set) var maximum = 0.0
  private var limit = 0.0
  private var bins = [Int](repeating: 0, count: 2 * side)
  /// Exact zeros, as a ReLU makes them; every quantization stores them without error.
  private var zeros = 0

  package init() {}

  /// How many values there are.
  package var count: Int { bins.reduce(zeros, +) }

  /// Adds values; those beyond the bounds count as the nearer end.
  ///
  /// - Returns: false, and nothing is added, where a value is not finite.
  @discardableResult
  package mutating func add(
    _ values: [Float], within bounds: ClosedRange<Double> = -Double.infinity...Double.infinity
  ) -> Bool {
    guard !values.isEmpty else { return true }
    // Whole numbers in the order of the values, as vectors compare them.
    var (least, most) = (Int32.max, Int32.min)
    for value in values {
      let key = value.orderedKey
      least = min(least, key)
      most = max(most, key)
    }
    let (smallest, largest) = (Float(orderedKey: least), Float(orderedKey: most))
    guard smallest.isFinite && largest.isFinite else { return false }
    let ends = (Double(smallest).clamped(to: bounds), Double(largest).clamped(to: bounds))
    minimum = min(minimum, ends.0)
    maximum = max(maximum, ends.1)
    let size = max(abs(ends.0), abs(ends.1))
    if size > limit { widen(to: size) }
    // The limit is a power of two, so that positions are exact and do not depend on what was added first.
    let scale = limit > 0 ? Double(Self.side) / limit : 0
    var nonzeros = 0
    bins.withUnsafeMutableBufferPointer { bins in
      // Without branches: about half of the values behind a ReLU are zeros, in no order.
      for value in values {
        let value = Double(value).clamped(to: bounds)
        let position = value * scale
        let truncated = Int(position)
        // Rounded down: 1 less where the rest is negative.
        let rest = position - Double(truncated)
        let index = truncated + Int(Int64(bitPattern: rest.bitPattern) >> 63)
        let one = value == 0 ? 0 : 1
        bins[min(Self.side + index, bins.count - 1)] += one
        nonzeros += one
      }
    }
    zeros += values.count - nonzeros
    return true
  }

  private mutating func widen(to size: Double) {
    let old = limit
    limit = size.significand == 1 ? size : 2 * size.binade
    guard old > 0 else { return }
    // Counted from 0, a power of two of neighbours become one bin.
    let factor = limit / old
    var merged = [Int](repeating: 0, count: bins.count)
    for index in bins.indices where bins[index] > 0 {
      let distance = (Double(index - Self.side) / factor).rounded(.down)
      merged[Self.side + Int(distance)] += bins[index]
    }
    bins = merged
  }

  /// The centres and counts of the bins that hold values, from small to large; zeros are left out.
  private var occupied: [(centre: Double, count: Double)] {
    bins.indices.compactMap { index in
      guard bins[index] > 0 else { return nil }
      let centre = (Double(index) + 0.5) / Double(Self.side) - 1
      return (centre * limit, Double(bins[index]))
    }
  }

  /// The range that leaves the share `1 − share` of all values out at each end; it holds 0.
  package func range(keeping share: Double) -> ClosedRange<Double> {
    let allowed = Double(count) * (1 - share)
    let bins = occupied
    func end(_ bins: some Sequence<(centre: Double, count: Double)>) -> Double {
      var outside = 0.0
      for bin in bins {
        outside += bin.count
        if outside > allowed { return bin.centre }
      }
      return 0
    }
    let width = limit / Double(Self.side)
    // Whole bins are kept, so the ends are those of the bins, but never beyond what occurs.
    let lower = max(min(end(bins) - width / 2, 0), minimum)
    let upper = min(max(end(bins.reversed()) + width / 2, 0), maximum)
    return lower...upper
  }

  /// The range with the least mean squared error of storing the values in so many steps; it holds 0.
  ///
  /// Each end is searched over a grid of its distance to 0 while the other stands still.
  package func rangeOfLeastError(steps: Int) -> ClosedRange<Double> {
    let errors = RangeErrors(occupied, steps: steps)
    var (lower, upper) = (minimum, maximum)
    for _ in 0..<2 {
      if maximum > 0 { upper = grid.map { $0 * maximum }.least { errors(lower, $0) } ?? upper }
      if minimum < 0 { lower = grid.map { $0 * minimum }.least { errors($0, upper) } ?? lower }
    }
    return lower...upper
  }

  /// The clip to either side of 0 with the least mean squared error of so many steps in all.
  package func clipOfLeastError(steps: Int) -> Double {
    let errors = RangeErrors(occupied, steps: steps)
    let largest = max(-minimum, maximum)
    return grid.map { $0 * largest }.least { errors(-$0, $0) } ?? largest
  }

  /// The shares of a range that are tried.
  private var grid: [Double] { (1...100).map { Double($0) / 100 } }
}

/// The squared errors of storing values in ranges of so many steps.
///
/// Values outside err by their distance to the range, those inside by `step² / 12` on average.
private struct RangeErrors {
  private let above: Tail
  private let below: Tail
  private let nonzero: Double
  private let steps: Double

  /// - Parameter bins: from small to large.
  init(_ bins: [(centre: Double, count: Double)], steps: Int) {
    above = Tail(bins)
    below = Tail(bins.reversed().map { (-$0.centre, $0.count) })
    nonzero = bins.reduce(0) { $0 + $1.count }
    self.steps = Double(steps)
  }

  func callAsFunction(_ lower: Double, _ upper: Double) -> Double {
    let (cut, cutBelow) = (above.beyond(upper), below.beyond(-lower))
    let step = (upper - lower) / steps
    return cut.error + cutBelow.error + (nonzero - cut.count - cutBelow.count) * step * step / 12
  }
}

/// Sums over the upper end of a distribution, so that the error of a clip takes no loop over bins.
private struct Tail {
  private let centres: [Double]
  /// For each bin, the count, the sum and the sum of squares from it upwards.
  private var sums: [(count: Double, first: Double, second: Double)]

  /// - Parameter bins: from small to large.
  init(_ bins: [(centre: Double, count: Double)]) {
    centres = bins.map(\.centre)
    sums = [(0, 0, 0)]
    for bin in bins.reversed() {
      let last = sums[sums.count - 1]
      let first = bin.count * bin.centre
      sums.append((last.count + bin.count, last.first + first, last.second + first * bin.centre))
    }
    sums.reverse()
  }

  /// How many values lie above `end`, and the sum of their squared distances to it.
  func beyond(_ end: Double) -> (count: Double, error: Double) {
    var (low, high) = (0, centres.count)
    while low < high {
      let middle = (low + high) / 2
      if centres[middle] > end { high = middle } else { low = middle + 1 }
    }
    let sum = sums[low]
    return (sum.count, max(0, sum.second - 2 * end * sum.first + end * end * sum.count))
  }
}

extension Sequence where Element == Double {
  /// The first element for which `cost` is least.
  fileprivate func least(_ cost: (Double) -> Double) -> Double? {
    map { (value: $0, cost: cost($0)) }.min { $0.cost < $1.cost }?.value
  }
}

extension Float {
  /// A whole number that orders values as they are ordered; NaN and the infinities are at the ends.
  fileprivate var orderedKey: Int32 {
    let bits = Int32(bitPattern: bitPattern)
    return bits ^ (bits >> 31 & Int32.max)
  }

  /// The value of such a number.
  fileprivate init(orderedKey key: Int32) {
    self.init(bitPattern: UInt32(bitPattern: key ^ (key >> 31 & Int32.max)))
  }
}

extension Double {
  fileprivate func clamped(to bounds: ClosedRange<Double>) -> Double {
    self < bounds.lowerBound
      ? bounds.lowerBound : self > bounds.upperBound ? bounds.upperBound : self
  }
}
