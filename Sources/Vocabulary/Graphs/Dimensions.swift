extension Sequence<Int> {
  /// The product of dimensions, or nil where one is negative or 64 bits do not hold the product.
  package var productOfDimensions: Int? {
    var product = 1
    for dimension in self {
      let (larger, isTooLarge) = product.multipliedReportingOverflow(by: dimension)
      guard dimension >= 0, !isTooLarge else { return nil }
      product = larger
    }
    return product
  }
}

extension Shape {
  /// What a value of a graph must satisfy; kernels count its values in 32 bits.
  static let rule = "Every side is at least 1, and there are at most 2^31 − 1 values."

  /// Whether ``rule`` holds.
  var isValid: Bool {
    let sides = [height, width, channels]
    guard let count = sides.productOfDimensions else { return false }
    return sides.allSatisfy { $0 >= 1 } && count <= Int32.max
  }
}
