import Graphs
import Quantization
import Randomness
import Testing

struct RangeTests {
  private static func histogram(_ values: [Double]) -> ActivationHistogram {
    var histogram = ActivationHistogram()
    histogram.add(values.map { Float($0) })
    return histogram
  }

  /// Roughly normal values, clamped at 0 where `isRectified`.
  private static func values(_ count: Int, isRectified: Bool = false) -> [Double] {
    var generator = SeededGenerator(seed: 7)
    return (0..<count).map { _ in
      let sum = (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &generator)
      }
      return isRectified ? max(0, sum) : sum
    }
  }

  /// The squared error of storing the values in so many steps over a range, by its definition.
  private static func error(_ values: [Double], _ range: ClosedRange<Double>, steps: Int) -> Double
  {
    let step = (range.upperBound - range.lowerBound) / Double(steps)
    return values.reduce(0) { sum, value in
      let clipped = min(max(value, range.lowerBound), range.upperBound)
      let distance = value - (clipped / step).rounded() * step
      return sum + distance * distance
    }
  }

  @Test func `A histogram keeps its values when its range grows`() {
    var histogram = Self.histogram([0, 0, 0.001, -0.5, 3, -700])
    histogram.add([1e6])
    #expect(histogram.count == 7)
    #expect(histogram.minimum == -700)
    #expect(histogram.maximum == 1e6)
    #expect(RangeRule.minimumAndMaximum.range(of: histogram, precision: .bits8) == -700...1e6)
    #expect(Self.histogram([]).rangeOfLeastError(steps: 255) == 0...0)
    #expect(Self.histogram([0, 0]).range(keeping: 0.999) == 0...0)
  }

  @Test func `A percentile leaves out that share at each end`() {
    let values = (1...1000).flatMap { [Double($0), -Double($0) / 2] }
    let range = RangeRule.percentile(0.99).range(of: Self.histogram(values), precision: .bits8)
    #expect(abs(range.upperBound - 980) <= 1)
    #expect(abs(range.lowerBound + 490) <= 1)
    #expect(Self.histogram(values).range(keeping: 1) == -500...1000)
  }

  @Test(arguments: [false, true], [3, 15, 255])
  func `No uniform clip errs much less than the range of least error`(
    isRectified: Bool, steps: Int
  ) {
    let values = Self.values(4000, isRectified: isRectified)
    let histogram = Self.histogram(values)
    let best = Self.error(values, histogram.rangeOfLeastError(steps: steps), steps: steps)
    let all = (1...50).map { index in
      let share = Double(index) / 50
      return Self.error(
        values, histogram.minimum * share...histogram.maximum * share, steps: steps)
    }
    #expect(best < 1.15 * (all.min() ?? 0))
    #expect(steps > 3 || best < 0.8 * (all.last ?? 0))
  }

  @Test func `A lone outlier is clipped where steps are dear`() {
    let histogram = Self.histogram(Self.values(20000) + [40])
    #expect(histogram.rangeOfLeastError(steps: 15).upperBound < 20)
    #expect(histogram.rangeOfLeastError(steps: 255).upperBound > 20)
  }
}
