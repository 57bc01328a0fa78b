package import Architectures
import Devices
import Graphs
import Randomness

/// Searches the best architecture of each target; all share the measured candidates.
///
/// Evolution as in arXiv 1908.09791, section 3.3, with few measurements: candidates never exceed
/// the budget that they are made for and lie near its border, and most are the best of several
/// children by a prediction from the measurements so far.
///
/// - Parameter accuracy: measures the accuracies of architectures, 0 to 1, in their order. It depends on
///   them alone, so that a search that was stopped asks for the same ones again.
/// - Throws: `SearchError` before anything is measured where nothing fits a target, targets are of another
///   space or outnumber the candidates, and what `accuracy` throws.
package func search(
  _ space: SearchSpace, for targets: [SearchTarget], settings: SearchSettings,
  accuracy: ([Architecture]) async throws -> [Double]
) async throws -> SearchResult {
  guard settings.candidates >= targets.count else {
    throw SearchError.tooFewCandidates(settings.candidates, devices: targets.count)
  }
  for target in targets {
    try target.require(space)
    try target.requireFit()
  }
  let layout = GenomeLayout(space)
  var breeding = Breeding(
    layout, mutation: settings.mutation, resolutionMutation: settings.mutation,
    draws: SeededGenerator(seed: settings.seed))
  var pool: [Candidate] = []
  while pool.count < settings.candidates, !targets.isEmpty {
    let batch = Generation(layout: layout, targets: targets, settings: settings, pool: pool)
      .architectures(
        min(settings.population, settings.candidates - pool.count), by: &breeding)
    if batch.isEmpty { break }
    let accuracies = try await accuracy(batch)
    pool += try candidates(batch, accuracies)
  }
  return SearchResult(
    measured: pool,
    winners: try targets.map { target in
      try target.winner(
        of: pool.rankedByAccuracy().lazy.filter { target.fits($0.architecture) })
    })
}

/// Architectures with the accuracies that were measured for them.
///
/// - Throws: ``SearchError/otherAccuracies(expected:found:)``.
func candidates(
  _ architectures: [Architecture], _ accuracies: [Double]
) throws(SearchError) -> [Candidate] {
  guard accuracies.count == architectures.count else {
    throw .otherAccuracies(expected: architectures.count, found: accuracies.count)
  }
  return zip(architectures, accuracies).map { Candidate(architecture: $0, accuracy: $1) }
}
