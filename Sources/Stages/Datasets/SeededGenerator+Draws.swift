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

  /// The elements in another order; every order is equally likely.
  mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
    var elements = elements
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, index(below: last + 1))
    }
    return elements
  }
}
