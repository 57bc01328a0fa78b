extension SearchSpace {
  /// The architecture with every choice at its largest; the teacher of a supernet.
  public var largest: Architecture { architecture { _, choices in choices[choices.count - 1] } }

  /// The architecture with every choice at its smallest.
  public var smallest: Architecture { architecture { _, choices in choices[0] } }

  /// An architecture with every choice drawn uniformly.
  public func random(using generator: inout some RandomNumberGenerator) -> Architecture {
    architecture { _, choices in choices[Int.random(in: choices.indices, using: &generator)] }
  }
}
