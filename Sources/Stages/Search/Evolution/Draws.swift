import Randomness

/// Cheap draws for millions of genes: each takes 32 bits or one bit of a seeded generator.
struct Draws {
  private var generator: SeededGenerator
  private var spare: UInt64 = 0
  private var hasSpare = false

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
  }

  /// A probability as ``happens(_:)`` takes it: 0 to 1 in steps of 2⁻³².
  static func threshold(_ probability: Double) -> UInt64 {
    UInt64((min(max(probability, 0), 1) * 4_294_967_296).rounded())
  }

  /// True with a probability.
  mutating func happens(_ threshold: UInt64) -> Bool { next() < threshold }

  /// A whole number from 0 up to but not including `count`.
  mutating func below(_ count: Int) -> Int { Int((next() &* UInt64(count)) >> 32) }

  /// 64 bits.
  mutating func bits() -> UInt64 { generator.next() }

  private mutating func next() -> UInt64 {
    if hasSpare {
      hasSpare = false
      return spare
    }
    let bits = generator.next()
    spare = bits >> 32
    hasSpare = true
    return bits & 0xFFFF_FFFF
  }
}
