package import Architectures
package import CostModels
package import Devices
import Graphs

/// A device that a network is searched for.
package struct SearchTarget: Sendable {
  /// The name of the device.
  package var device: String
  /// What the network may need.
  package var budget: Budget
  /// The cost of an architecture as sums over its blocks, in microseconds.
  package var cost: @Sendable (Architecture) -> Cost
  /// The cost of an architecture whose memory is planned as a whole.
  package var exactCost: @Sendable (Architecture) throws -> Cost
  /// What ``cost`` reads, where that is a table; a search with a predictor asks it by genomes.
  private var table: CostTable?

  package init(
    device: String, budget: Budget, cost: @escaping @Sendable (Architecture) -> Cost,
    exactCost: @escaping @Sendable (Architecture) throws -> Cost
  ) {
    self.device = device
    self.budget = budget
    self.cost = cost
    self.exactCost = exactCost
  }

  /// A device whose costs are those of a table.
  package init(
    device: String, budget: Budget, table: CostTable,
    exactCost: @escaping @Sendable (Architecture) throws -> Cost
  ) {
    self.init(
      device: device, budget: budget, cost: { table.cost(of: $0) }, exactCost: exactCost)
    self.table = table
  }

  /// The cost by genomes of `layout`.
  func genomeCost(_ layout: GenomeLayout) -> @Sendable (ArraySlice<UInt8>) -> Cost {
    guard let table else { return { [cost] in cost(layout.architecture(of: $0)) } }
    require(table.space == layout.space, "The table is one of the searched space.")
    return { table.cost(of: $0) }
  }

  /// How far genomes of `layout` are above the budget; 0 where they fit.
  func genomeExcess(_ layout: GenomeLayout) -> (ArraySlice<UInt8>) -> Double {
    let cost = genomeCost(layout)
    return { [budget] in budget.excess(of: cost($0)) }
  }

  /// Throws ``SearchError/nothingFits(device:nearest:cost:violations:)`` where not even the smallest
  /// architecture of `space` stays within the budget; needs no training.
  package func requireFit(in space: SearchSpace) throws(SearchError) {
    let needed = cost(space.smallest)
    let violations = budget.violations(of: needed)
    guard violations.isEmpty else {
      throw .nothingFits(
        device: device, nearest: space.smallest, cost: needed, violations: violations)
    }
  }

  /// Whether the architecture stays within the budget.
  func fits(_ architecture: Architecture) -> Bool { excess(of: architecture) == 0 }

  /// How far the architecture is above the budget, summed over what exceeds it; 0 where it fits.
  func excess(of architecture: Architecture) -> Double {
    budget.excess(of: cost(architecture))
  }
}
