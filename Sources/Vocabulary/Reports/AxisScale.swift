#if canImport(Glibc)
import func Glibc.log10
#elseif canImport(Darwin)
import func Darwin.log10
#endif

/// An axis: where a value lies, 0 to 1, and the values that carry a tick.
struct AxisScale: Sendable {
  var ticks: [Double]
  private var lower: Double
  private var upper: Double
  private var isLogarithmic: Bool

  /// The share of the axis that lies below `value`.
  func position(of value: Double) -> Double {
    isLogarithmic
      ? (log10(value) - log10(lower)) / (log10(upper) - log10(lower))
      : (value - lower) / (upper - lower)
  }

  /// An axis over all values with ticks at round ones; the values are finite.
  static func linear(over values: [Double]) -> AxisScale {
    let low = values.min() ?? 0
    let high = max(values.max() ?? 1, low)
    let span = max(high - low, 0.01 * max(high.magnitude, 1))
    let step =
      [1, 2, 5, 10].map { $0 * powerOfTen(below: span / 5) }
      .first { span / $0 <= 6 } ?? span
    let first = (low / step).rounded(.down)
    let last = max((high / step).rounded(.up), first + 1)
    let ticks = stride(from: first, through: last, by: 1).map { $0 * step }
    return AxisScale(
      ticks: ticks, lower: first * step, upper: last * step, isLogarithmic: false)
  }

  /// A logarithmic axis over all values, which are above 0, with ticks at 1, 2 and 5 of each decade.
  static func logarithmic(over values: [Double]) -> AxisScale {
    let low = values.min() ?? 1
    let high = max(values.max() ?? 10, low)
    let lower = low * 0.85
    let upper = high * 1.18
    var ticks: [Double] = []
    var decade = powerOfTen(below: lower)
    while decade <= upper {
      ticks += [1, 2, 5].map { $0 * decade }.filter { lower <= $0 && $0 <= upper }
      decade *= 10
    }
    if ticks.count < 2 { ticks = [low, high] }
    return AxisScale(ticks: ticks, lower: lower, upper: upper, isLogarithmic: true)
  }

  /// The greatest power of ten that is not above `value`.
  private static func powerOfTen(below value: Double) -> Double {
    var power = 1.0
    while power > value { power /= 10 }
    while power * 10 <= value { power *= 10 }
    return power
  }
}

/// A tick with as few decimals as it needs.
func shortest(_ value: Double) -> String {
  (0...2).lazy.map { decimal(value, $0) }
    .first { ((Double($0) ?? 0) - value).magnitude < 1e-6 } ?? decimal(value, 3)
}
