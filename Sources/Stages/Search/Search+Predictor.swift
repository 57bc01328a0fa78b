import Architectures
import CostModels
import Devices
import Randomness

/// Searches the best architecture of one target by predictions alone.
///
/// - Returns: the winner, with its predicted accuracy and its exact cost.
/// - Throws: `SearchError` where nothing fits.
package func search(
  for target: SearchTarget, by predictor: AccuracyPredictor, settings: EvolutionSettings
) throws -> SearchResult.Winner {
  try search(for: target, by: predictor, settings: settings, from: [])
}

/// The largest network of a space made smaller until it fits, then larger again where there is room:
/// what a search by prediction has to beat.
///
/// - Returns: nil where it does not fit any more after its memory is planned as a whole.
func largestFitting(
  _ target: SearchTarget, in space: SearchSpace, seed: UInt64
) throws -> Architecture? {
  let layout = GenomeLayout(space)
  var breeding = Breeding(
    layout, mutation: 0, resolutionMutation: 0, draws: SeededGenerator(seed: seed))
  var genome = layout.genome(of: space.largest)
  guard breeding.shrink(&genome, by: target.excess) else { return nil }
  breeding.grow(&genome, while: target.fits)
  let architecture = layout.architecture(of: genome)
  let violations = target.budget.violations(of: try target.costs.exactCost(of: architecture))
  return violations.isEmpty ? architecture : nil
}

/// The search by prediction, whose first population holds `seeds`, as far as they fit.
func search(
  for target: SearchTarget, by predictor: AccuracyPredictor, settings: EvolutionSettings,
  from seeds: [[UInt8]]
) throws -> SearchResult.Winner {
  try target.require(predictor.space)
  try target.requireFit()
  var evolution = Evolution(settings, target, by: predictor)
  let ranked = evolution.run(from: seeds)
  let layout = predictor.features.layout
  return try target.winner(
    of: (0..<ranked.count).lazy.map { rank in
      let (genome, accuracy) = ranked[rank]
      return Candidate(architecture: layout.architecture(of: genome), accuracy: accuracy)
    })
}

extension SearchTarget {
  /// The first candidate that fits after its memory is planned as a whole.
  ///
  /// - Parameter candidates: the most accurate first, within the budget by the table; at least one.
  func winner(of candidates: some Sequence<Candidate>) throws -> SearchResult.Winner {
    var nearest: SearchError?
    for candidate in candidates {
      let cost = try costs.exactCost(of: candidate.architecture)
      let violations = budget.violations(of: cost)
      if violations.isEmpty {
        return SearchResult.Winner(device: device, candidate: candidate, cost: cost)
      }
      nearest = .nothingFits(
        device: device, nearest: candidate.architecture, cost: cost, violations: violations)
    }
    guard let nearest else {
      fatalError("No candidate was made for \(device), though the smallest fits.")
    }
    throw nearest
  }
}
