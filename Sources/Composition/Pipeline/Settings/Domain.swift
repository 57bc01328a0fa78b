/// The values that a setting may have.
package struct Domain<Value: Sendable>: Sendable {
  /// For example `a multiple of 32 of at least 32`.
  package let words: String
  /// Whether the setting may have a value.
  package let contains: @Sendable (Value) -> Bool

  package init(_ words: String, contains: @escaping @Sendable (Value) -> Bool) {
    self.words = words
    self.contains = contains
  }

  /// Every value of the type.
  package static var all: Domain { Domain("any value") { _ in true } }
}

extension Domain<Int> {
  /// Whole numbers of a range, and of several the multiples alone.
  ///
  /// - Parameters:
  ///   - range: an upper bound of `Int.max` is not stated.
  ///   - divisor: at least 1.
  package static func whole(
    _ range: ClosedRange<Int> = 1...Int.max, multipleOf divisor: Int = 1
  ) -> Domain {
    let kind = divisor == 1 ? "a whole number" : "a multiple of \(divisor)"
    let bounds =
      range.upperBound == .max
      ? "of at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
    return Domain("\(kind) \(bounds)") { range.contains($0) && $0.isMultiple(of: divisor) }
  }
}

extension Domain<Double> {
  /// Finite numbers that keep a rule.
  ///
  /// - Parameter rule: the numbers in words, with an example.
  package static func number(
    _ rule: String, where isValid: @escaping @Sendable (Double) -> Bool
  ) -> Domain {
    Domain("a number \(rule)") { $0.isFinite && isValid($0) }
  }
}
