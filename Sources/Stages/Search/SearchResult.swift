package import Architectures
package import Devices

/// A point of the space whose accuracy was measured or predicted.
package struct Candidate: Equatable, Sendable {
  /// The point.
  package var architecture: Architecture
  /// The share of held-out images that the sub-network classifies rightly, 0 to 1; in a search by
  /// a predictor its prediction, which may lie outside.
  package var accuracy: Double

  package init(architecture: Architecture, accuracy: Double) {
    self.architecture = architecture
    self.accuracy = accuracy
  }
}

/// What a search found.
package struct SearchResult: Equatable, Sendable {
  /// The best candidate of one device.
  package struct Winner: Equatable, Sendable {
    /// The name of the device.
    package var device: String
    /// The candidate.
    package var candidate: Candidate
    /// Its exact cost on the device, within the budget.
    package var cost: Cost

    package init(device: String, candidate: Candidate, cost: Cost) {
      self.device = device
      self.candidate = candidate
      self.cost = cost
    }
  }

  /// Every candidate that was measured, in order.
  package var measured: [Candidate]
  /// One winner for each target, in their order.
  package var winners: [Winner]
}

/// How much a search may try.
package struct SearchSettings: Equatable, Sendable {
  /// The most accuracies that are measured, for all devices together.
  package var candidates: Int
  /// How many are measured at one time.
  package var population: Int
  /// How many of a device's best candidates have children.
  package var parents: Int
  /// Of each choice of a child to be drawn anew.
  package var mutation: Double
  /// How many children are made of which one is measured.
  package var children: Int
  /// Decides every draw.
  package var seed: UInt64

  package init(
    candidates: Int = 96, population: Int = 16, parents: Int = 8, mutation: Double = 0.1,
    children: Int = 12, seed: UInt64
  ) {
    self.candidates = candidates
    self.population = population
    self.parents = parents
    self.mutation = mutation
    self.children = children
    self.seed = seed
  }
}
