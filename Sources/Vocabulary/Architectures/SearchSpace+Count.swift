extension SearchSpace {
  /// How many networks the space holds apart from their resolution; nil where they are 2^128 or more.
  ///
  /// Per unit the sum over its depths d of (kernels · expand ratios)^d; the product over the units
  /// (arXiv 1908.09791, section 3.1).
  public var subnetworkCount: UInt128? {
    units.reduce(1) { count, unit in unit.subnetworkCount.flatMap { count?.multiplied(by: $0) } }
  }

  /// How many architectures the space holds, each resolution by itself; nil where they are 2^128 or
  /// more.
  public var architectureCount: UInt128? {
    subnetworkCount?.multiplied(by: UInt128(resolutions.count))
  }
}

extension SearchSpace.Unit {
  /// How many different blocks the unit allows in each place.
  package var blockCount: Int { kind.genes.reduce(1) { $0 * self[$1].count } }

  /// How many runs of blocks the unit holds; nil where they are 2^128 or more.
  package var subnetworkCount: UInt128? {
    let choices = UInt128(blockCount)
    // Horner's rule: one more block multiplies all runs that have it.
    return (1...largestDepth).reversed().reduce(0) { count, depth in
      count?.adding(depths.contains(depth) ? 1 : 0)?.multiplied(by: choices)
    }
  }
}

extension UInt128 {
  /// The sum, or nil where 128 bits do not hold it.
  fileprivate func adding(_ other: UInt128) -> UInt128? {
    let (sum, isTooLarge) = addingReportingOverflow(other)
    return isTooLarge ? nil : sum
  }

  /// The product, or nil where 128 bits do not hold it.
  fileprivate func multiplied(by other: UInt128) -> UInt128? {
    let (product, isTooLarge) = multipliedReportingOverflow(by: other)
    return isTooLarge ? nil : product
  }
}
