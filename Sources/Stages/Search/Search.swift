package import Architectures
import Devices
import Randomness

/// Searches the best architecture of each target; all share the measured candidates.
///
/// Evolution as in arXiv 1908.09791, section 3.3, with few measurements: candidates never exceed
/// the budget that they are made for and lie near its border, and most are the best of several
/// children by a prediction from the measurements so far.
///
/// - Parameters:
///   - measured: candidates of an earlier run that was stopped; with the same settings the search
///     goes on as if it had not been.
///   - accuracy: measures the accuracies of architectures, 0 to 1, in their order.
///   - report: gets all candidates measured so far after each generation.
///   - shouldStop: asked before each generation.
/// - Throws: `SearchError` before anything is measured where nothing fits a target;
///   `CancellationError` where the caller asked to stop.
package func search(
  _ space: SearchSpace, for targets: [SearchTarget], settings: SearchSettings,
  measured: [Candidate] = [],
  accuracy: ([Architecture]) async throws -> [Double],
  report: ([Candidate]) throws -> Void = { _ in },
  shouldStop: () -> Bool = { false }
) async throws -> SearchResult {
  precondition(
    settings.candidates >= targets.count, "There is at least one measurement for each target.")
  for target in targets { try target.requireFit(in: space) }
  var known = Dictionary(
    measured.map { ($0.architecture, $0.accuracy) }, uniquingKeysWith: { first, _ in first })
  var generator = SeededGenerator(seed: settings.seed)
  var pool: [Candidate] = []
  while pool.count < settings.candidates, !targets.isEmpty {
    if shouldStop() { throw CancellationError() }
    let batch = Generation(space: space, targets: targets, settings: settings, pool: pool)
      .architectures(
        min(settings.population, settings.candidates - pool.count), using: &generator)
    if batch.isEmpty { break }
    let unknown = batch.filter { known[$0] == nil }
    if !unknown.isEmpty {
      let accuracies = try await accuracy(unknown)
      precondition(accuracies.count == unknown.count, "There is one accuracy per architecture.")
      for (architecture, accuracy) in zip(unknown, accuracies) { known[architecture] = accuracy }
    }
    pool += batch.compactMap { architecture in
      known[architecture].map { Candidate(architecture: architecture, accuracy: $0) }
    }
    if !unknown.isEmpty { try report(pool) }
  }
  // Those of a run with other settings were measured as well, so they may win.
  let drawn = Set(pool.map(\.architecture))
  pool += measured.filter { !drawn.contains($0.architecture) }
  return SearchResult(
    measured: pool,
    winners: try targets.map { target in
      try target.winner(
        of: pool.rankedByAccuracy().lazy.filter { target.fits($0.architecture) })
    })
}
