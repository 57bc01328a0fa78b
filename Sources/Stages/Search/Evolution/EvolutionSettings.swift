/// How the evolutionary search with a predictor runs.
///
/// The defaults are those of the once-for-all paper's implementation (arXiv 1908.09791, section 3.4;
/// class `EvolutionFinder` of its library).
package struct EvolutionSettings: Equatable, Sendable {
  /// Architectures that are drawn first, and children of each generation.
  package var population: Int
  /// How many generations follow.
  package var generations: Int
  /// The share of the population that has children.
  package var parentRatio: Double
  /// The share of children that are mutated; the others are crossed.
  package var mutationRatio: Double
  /// Of each block to draw kernel and expand ratio anew, and of each unit to draw its depth.
  package var mutation: Double
  /// Of the resolution to be drawn anew; the paper's tutorial has 0.1.
  package var resolutionMutation: Double
  /// How often a child is drawn anew while it exceeds the budget, before it is made smaller.
  package var patience: Int
  /// Decides every draw.
  package var seed: UInt64

  package init(
    population: Int = 100, generations: Int = 500, parentRatio: Double = 0.25,
    mutationRatio: Double = 0.5, mutation: Double = 0.1, resolutionMutation: Double = 0.5,
    patience: Int = 100, seed: UInt64
  ) {
    self.population = population
    self.generations = generations
    self.parentRatio = parentRatio
    self.mutationRatio = mutationRatio
    self.mutation = mutation
    self.resolutionMutation = resolutionMutation
    self.patience = patience
    self.seed = seed
  }

  /// The settings of the paper's tutorial, whose resolution changes less often.
  package static func tutorial(seed: UInt64) -> EvolutionSettings {
    EvolutionSettings(resolutionMutation: 0.1, seed: seed)
  }

  /// How many have children, at least 1.
  var parents: Int { max(1, Int((parentRatio * Double(population)).rounded())) }
  /// How many children of a generation are mutated.
  var mutated: Int { Int((mutationRatio * Double(population)).rounded()) }
}
