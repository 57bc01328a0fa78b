import Graphs
import Testing

/// Outputs by thresholds beside those by bias and multiplier (sections 2.2 and 2.4 of our notes).
struct ChannelThresholdsTests {
  private static let multipliers = [0.0009, -0.0009, 0.31, -0.31, 3.7, -1e-9, 0]

  private static func requantizations(_ multiplier: Double) -> [Requantization] {
    [.floor(from: [multiplier]), .rounded(from: [multiplier])]
  }

  /// Outputs only rise or only fall with the sum, so those on both sides of every threshold and at
  /// the ends stand for all.
  @Test(arguments: [Precision.bits4, .bits2], multipliers)
  func `Thresholds give the bytes of bias and multiplier for every sum`(
    precision: Precision, multiplier: Double
  ) {
    for requantization in Self.requantizations(multiplier) {
      for bias: Int32 in [0, -496, 70_001] {
        for range in [nil, precision.maximum - 1] {
          let output = OutputQuantization(
            precision: precision, scale: 1, zeroPoint: precision.minimum + 1,
            minimum: range.map { _ in precision.minimum + 1 }, maximum: range)
          let thresholds = ChannelThresholds(
            requantization, channel: 0, bias: bias, output: output)
          #expect(thresholds.thresholds == thresholds.thresholds.sorted())
          #expect(thresholds.thresholds.count <= (1 << precision.rawValue) - 1)
          let sign: Int64 = thresholds.isNegated ? -1 : 1
          let edges = thresholds.thresholds.flatMap { [$0 - 1, $0, $0 + 1, $0 + 2] }
          for sum in edges.map({ sign * $0 }) + [-20_000_000, 20_000_000] + (-300...300) {
            let expected = requantization.apply(
              to: Int32(sum + Int64(bias)), channel: 0, zeroPoint: output.zeroPoint)
            #expect(thresholds(sum) == output.clamp(expected))
          }
        }
      }
    }
  }

  @Test func `The check vector of a batch norm has the same outputs by thresholds`() {
    let multiplier = FixedPointMultiplier(mantissa: 1_940_314_637, exponent: -10)
    let output = OutputQuantization(precision: .bits4, scale: 0.4, zeroPoint: -8)
    let thresholds = ChannelThresholds(
      .floor([multiplier]), channel: 0, bias: -496, output: output)
    let sums: [Int64] = [-2000, 0, 600, 1234, 5000, 20000, 40000]
    #expect(sums.map { Int(thresholds($0)) + 8 } == [0, 0, 0, 0, 3, 15, 15])
    #expect(thresholds.thresholds.count == 15)
    // The first is the last sum below one step: 1 / 0.00088… − 1 + 496, rounded down.
    #expect(thresholds.thresholds[0] == 1629)
  }

  @Test func `A negative multiplier compares the negative sum`() {
    let output = OutputQuantization(precision: .bits2, scale: 1, zeroPoint: -2)
    let thresholds = ChannelThresholds(
      .floor(from: [-0.5]), channel: 0, bias: 0, output: output)
    #expect(thresholds.isNegated)
    #expect(thresholds.thresholds == [1, 3, 5])
    #expect([1, 0, -1, -2, -4, -6, -9].map { thresholds($0) } == [-2, -2, -2, -1, 0, 1, 1])
  }
}
