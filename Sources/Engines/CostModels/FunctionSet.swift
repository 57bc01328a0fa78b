package import Planning

/// A set of functions in one word, since a search joins millions of them.
package struct FunctionSet: OptionSet, Sendable {
  package var rawValue: UInt64

  package init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  /// The functions that one word can hold.
  package static let capacity = UInt64.bitWidth

  /// The set of one function.
  package init(_ function: KernelFunction) {
    // A longer shift would give the empty set without a word.
    guard function.rawValue < Self.capacity else {
      fatalError("A set has room for \(Self.capacity) functions: give it a second word.")
    }
    rawValue = 1 << UInt64(function.rawValue)
  }
}

/// The sums of a number per function over sets of functions.
///
/// For each byte of a set, the sums of its 256 values are known, so that a set takes a look-up per byte,
/// however many functions there are.
package struct FunctionSums: Sendable {
  /// `[byte of the set, value of the byte]`.
  private let sums: [Int]

  package init(_ number: (KernelFunction) -> Int) {
    let numbers = KernelFunction.allCases.map(number)
    sums = stride(from: 0, to: numbers.count, by: 8).flatMap { first in
      let ofByte = numbers[first..<min(first + 8, numbers.count)]
      return (0..<256).map { value in
        ofByte.enumerated().reduce(0) { $0 + (value >> $1.offset & 1) * $1.element }
      }
    }
  }

  package subscript(set: FunctionSet) -> Int {
    var (bits, row, sum) = (set.rawValue, 0, 0)
    while bits != 0 {
      sum += sums[row + Int(bits & 255)]
      bits >>= 8
      row += 256
    }
    return sum
  }
}
