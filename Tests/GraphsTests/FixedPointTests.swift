import Graphs
import Testing

struct FixedPointTests {
  @Test(
    "Multipliers become the mantissa, exponent and shift of the published check vectors",
    arguments: [
      (0.0023, 1_264_438_372, -8, 7), (0.5, 1_073_741_824, 0, -1), (1.0, 1_073_741_824, 1, -2),
      (3.7, 1_986_422_374, 2, -3), (-0.01, -1_374_389_535, -6, 5),
      (0x1p-14, 1_073_741_824, -13, 12),
    ] as [(Double, Int32, Int8, Int)])
  func multiplier(value: Double, mantissa: Int32, exponent: Int8, shift: Int) {
    let stored = FixedPointMultiplier(value)
    #expect(stored.mantissa == mantissa)
    #expect(stored.exponent == exponent)
    #expect(stored.highWordShift == shift)
  }
}
