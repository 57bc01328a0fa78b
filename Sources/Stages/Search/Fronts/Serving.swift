import Architectures
import Dispatch
import Foundation
import Graphs

/// Serves devices from one front: for each the most accurate point within its budget, and a short
/// search of its own.
///
/// The short search starts from the front's best points within the budget, so it fills what boxes of
/// the front leave free; where the front has no point, it starts from draws. Results do not depend
/// on the number of threads.
///
/// - Parameters:
///   - refinement: of the short search; nil takes the point of the front as it is, and searches only
///     where there is none.
///   - threads: at least 1.
/// - Returns: a winner with its exact cost for each target, or the error that nothing fits.
package func serve(
  _ targets: [SearchTarget], from front: ParetoFront, by predictor: AccuracyPredictor,
  refinement: EvolutionSettings?, threads: Int
) -> [Result<SearchResult.Winner, any Error>] {
  let results = ServedDevices(count: targets.count)
  DispatchQueue.concurrentPerform(iterations: min(max(threads, 1), max(targets.count, 1))) {
    _ in
    while let index = results.next() {
      results.set(
        index,
        Result { try serve(targets[index], from: front, by: predictor, refinement: refinement) })
    }
  }
  return results.all
}

/// Serves one device.
package func serve(
  _ target: SearchTarget, from front: ParetoFront, by predictor: AccuracyPredictor,
  refinement: EvolutionSettings?
) throws -> SearchResult.Winner {
  for space in [front.layout.space, predictor.space] { try target.require(space) }
  let found = try front.best(for: target)
  if refinement == nil, let found { return found }
  let settings = refinement ?? EvolutionSettings(generations: 50, seed: 0)
  let refined = try search(
    for: target, by: predictor, settings: settings,
    from: front.genomes(within: target, atMost: settings.parents))
  guard let found, found.candidate.accuracy >= refined.candidate.accuracy else { return refined }
  return found
}

/// The results of all devices, filled by several threads.
private final class ServedDevices: @unchecked Sendable {
  private let lock = NSLock()
  private var started = 0
  private var results: [Result<SearchResult.Winner, any Error>?]

  init(count: Int) { results = Array(repeating: nil, count: count) }

  /// The next device that nobody serves yet.
  func next() -> Int? {
    lock.withLock {
      guard started < results.count else { return nil }
      started += 1
      return started - 1
    }
  }

  func set(_ index: Int, _ result: Result<SearchResult.Winner, any Error>) {
    lock.withLock { results[index] = result }
  }

  var all: [Result<SearchResult.Winner, any Error>] { lock.withLock { results.compactMap { $0 } } }
}
