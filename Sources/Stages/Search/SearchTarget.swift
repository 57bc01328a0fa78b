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
  /// What the architectures of the space need on the device.
  package let costs: any ArchitectureCosts

  package init(device: String, budget: Budget, costs: any ArchitectureCosts) {
    self.device = device
    self.budget = budget
    self.costs = costs
  }

  /// The space of the networks.
  package var space: SearchSpace { costs.layout.space }

  /// Throws ``SearchError/nothingFits(device:nearest:cost:violations:)`` where not even the smallest
  /// architecture stays within the budget, and ``SearchError/unknownCost(device:_:)`` where nobody could
  /// say; needs no training.
  package func requireFit() throws(SearchError) {
    try requireNumbers(of: Resource.allCases.filter { budget[$0] != nil })
    let needed = costs.cost(of: space.smallest)
    let violations = budget.violations(of: needed)
    guard violations.isEmpty else {
      throw .nothingFits(
        device: device, nearest: space.smallest, cost: needed, violations: violations)
    }
  }

  /// Throws ``SearchError/unknownCost(device:_:)`` for the first resource that the costs lack.
  func requireNumbers(of resources: [Resource]) throws(SearchError) {
    let cost = costs.cost(of: space.smallest)
    if let unknown = resources.first(where: { cost[$0] == nil }) {
      throw .unknownCost(device: device, unknown)
    }
  }

  /// Throws ``SearchError/otherSpace(device:expected:found:)`` where the costs are those of another
  /// space, whose genomes mean other networks.
  func require(_ space: SearchSpace) throws(SearchError) {
    guard self.space == space else {
      throw .otherSpace(device: device, expected: space.name, found: self.space.name)
    }
  }

  /// Whether the architecture stays within the budget.
  func fits(_ architecture: Architecture) -> Bool {
    fits(costs.layout.genome(of: architecture)[...])
  }

  /// Whether the architecture of a genome stays within the budget.
  func fits(_ genome: ArraySlice<UInt8>) -> Bool { excess(of: genome) == 0 }

  /// How far the architecture of a genome is above the budget; 0 where it fits.
  func excess(of genome: ArraySlice<UInt8>) -> Double {
    budget.excess(of: costs.cost(of: genome))
  }
}
