import Architectures

/// Turns any point of a space into one that fits a target, close to the border of its budget.
struct Fitting {
  let space: SearchSpace
  let target: SearchTarget

  /// Makes choices smaller until the architecture fits; nil where even the smallest does not.
  ///
  /// A step that lessens what exceeds the budget is taken first. RAM is a maximum over blocks, so
  /// there may be none where several blocks are equally large; then any step is taken.
  func shrunk(
    _ architecture: Architecture, using generator: inout some RandomNumberGenerator
  ) -> Architecture? {
    var current = architecture
    var excess = target.excess(of: current)
    while excess > 0 {
      let neighbours = space.smallerNeighbours(of: current).shuffled(using: &generator)
      guard let any = neighbours.first else { return nil }
      let better = neighbours.lazy.map { ($0, target.excess(of: $0)) }.first { $0.1 < excess }
      (current, excess) = better ?? (any, target.excess(of: any))
    }
    return current
  }

  /// Makes choices larger, in random order, until every further step would exceed the budget.
  func grown(
    _ architecture: Architecture, using generator: inout some RandomNumberGenerator
  ) -> Architecture {
    var current = architecture
    while true {
      let neighbours = space.largerNeighbours(of: current).shuffled(using: &generator)
      guard let larger = neighbours.first(where: target.fits) else { return current }
      current = larger
    }
  }
}
