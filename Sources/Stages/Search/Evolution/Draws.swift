import Randomness

/// Where the genetic operators take their draws from.
///
/// The number and the order of draws belong to the results of a seed.
protocol BreedingDraws {
  /// A probability in the form that is compared with a draw.
  associatedtype Chance

  /// What the operators draw: see ``BreedingScope``.
  static var scope: BreedingScope { get }

  /// A probability, 0 to 1.
  static func chance(_ probability: Double) -> Chance
  /// True with a probability.
  mutating func happens(_ chance: Chance) -> Bool
  /// A whole number from 0 up to but not including `count`.
  mutating func below(_ count: Int) -> Int
  /// True in half of all draws.
  ///
  /// - Parameter number: counts the coins of one crossing from 0.
  mutating func coin(_ number: Int) -> Bool
  /// One of several values for an attempt, which counts from 0; the first one may order them.
  mutating func candidate(_ attempt: Int, of values: inout [Int]) -> Int
}

/// What the genetic operators draw and cross.
enum BreedingScope {
  /// Every byte of a genome by itself, also those of skipped blocks, which later children may use.
  case genomes
  /// The blocks that run, each as a whole.
  case runningBlocks
}

/// Cheap draws for millions of genes: each takes 32 bits or one bit of a seeded generator.
struct Draws: BreedingDraws {
  private var generator: SeededGenerator
  private var spare: UInt64 = 0
  private var hasSpare = false
  private var coins: UInt64 = 0

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
  }

  static var scope: BreedingScope { .genomes }

  /// A probability in steps of 2⁻³².
  static func chance(_ probability: Double) -> UInt64 {
    UInt64((min(max(probability, 0), 1) * 4_294_967_296).rounded())
  }

  mutating func happens(_ chance: UInt64) -> Bool { next() < chance }

  mutating func below(_ count: Int) -> Int { Int((next() &* UInt64(count)) >> 32) }

  mutating func coin(_ number: Int) -> Bool {
    if number % 64 == 0 { coins = generator.next() }
    defer { coins >>= 1 }
    return coins & 1 == 0
  }

  mutating func candidate(_ attempt: Int, of values: inout [Int]) -> Int {
    values[below(values.count)]
  }

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

/// Draws of the standard library, for the few children of a search that measures.
extension SeededGenerator: BreedingDraws {
  static var scope: BreedingScope { .runningBlocks }

  static func chance(_ probability: Double) -> Double { probability }

  mutating func happens(_ chance: Double) -> Bool {
    Double.random(in: 0..<1, using: &self) < chance
  }

  mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &self) }

  mutating func coin(_ number: Int) -> Bool { Bool.random(using: &self) }

  mutating func candidate(_ attempt: Int, of values: inout [Int]) -> Int {
    if attempt == 0 { values.shuffle(using: &self) }
    return values[attempt]
  }
}
