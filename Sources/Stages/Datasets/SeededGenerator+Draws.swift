import Foundation
import Randomness

/// Draws whose results depend on the generator alone, not on the version of the standard library.
extension SeededGenerator {
  /// The generator of one of the independent streams of a seed: of an image, an epoch, a step.
  init(seed: UInt64, stream: UInt64) {
    var source = SeededGenerator(seed: seed &+ stream &* 0xD134_2543_DE82_EF95)
    self.init(seed: source.next())
  }

  /// A number from 0 up to but not 1.
  mutating func unit() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A number of the range.
  mutating func number(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * unit()
  }

  /// A whole number from 0 up to but not `bound`, which is at least 1.
  mutating func index(below bound: Int) -> Int {
    Int(UInt64(bound).multipliedFullWidth(by: next()).high)
  }

  /// A number from 0 to 1 of the distribution Beta(`alpha`, `alpha`); `alpha` is above 0.
  mutating func beta(_ alpha: Double) -> Double {
    let (first, second) = (gamma(alpha), gamma(alpha))
    // Both are too small to be told from 0 only where nearly all weight is at the ends.
    return first + second > 0 ? first / (first + second) : Double(index(below: 2))
  }

  /// A number of the distribution Gamma(`shape`, 1) (Marsaglia and Tsang 2000).
  private mutating func gamma(_ shape: Double) -> Double {
    if shape < 1 { return gamma(shape + 1) * pow(1 - unit(), 1 / shape) }
    let base = shape - 1.0 / 3
    let slope = 1 / (9 * base).squareRoot()
    while true {
      let normal = normal()
      let root = 1 + slope * normal
      guard root > 0 else { continue }
      let cube = root * root * root
      if log(1 - unit()) < normal * normal / 2 + base - base * cube + base * log(cube) {
        return base * cube
      }
    }
  }

  /// A number of the standard normal distribution (Box and Muller 1958).
  private mutating func normal() -> Double {
    let radius = (-2 * log(1 - unit())).squareRoot()
    return radius * cos(2 * Double.pi * unit())
  }

  /// The elements in another order; every order is equally likely.
  mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
    var elements = elements
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, index(below: last + 1))
    }
    return elements
  }
}
