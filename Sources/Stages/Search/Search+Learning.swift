package import Architectures
import CostModels
import Devices
import Graphs

/// How a search by predictions learns from what it chose.
package struct LearningSettings: Equatable, Sendable {
  /// How often the predicted best are measured, at least once; before each further time the predictor is
  /// trained anew.
  package var rounds: Int
  /// How many are measured for each target in a round.
  package var winners: Int
  /// Of each search.
  package var evolution: EvolutionSettings
  /// Of each training.
  package var predictor: PredictorSettings

  package init(
    rounds: Int = 3, winners: Int = 4, evolution: EvolutionSettings, predictor: PredictorSettings
  ) {
    self.rounds = rounds
    self.winners = winners
    self.evolution = evolution
    self.predictor = predictor
  }

  /// The most measurements for so many targets; the largest network that fits each is one, too.
  package func measurements(targets: Int) -> Int { targets * (rounds * winners + 1) }

  /// Lessens the winners of a round to what so many measurements allow, but not to none.
  package mutating func limit(measurements: Int, targets: Int) {
    winners = min(winners, max((measurements / max(targets, 1) - 1) / max(rounds, 1), 1))
  }
}

/// Searches by predictions, measures what they prefer beside the largest network that fits each target,
/// and searches again with what that has taught.
///
/// A predictor that learned from uniform draws has seen few networks as good as those that are looked
/// for, and a search finds where it errs upwards. So the predicted best of every target are measured,
/// and the predictor is trained anew on all that is known, for all targets together.
///
/// - Parameters:
///   - predictor: of the first round.
///   - known: measured architectures, those among them that it learned from; they may win, too. Where
///     there are none, nothing is learned and one round is all.
///   - accuracy: measures the accuracies of architectures, 0 to 1, in their order; asked at most
///     ``LearningSettings/measurements(targets:)`` in all, for each architecture once.
/// - Returns: what was measured here, in order, and the most accurate measured one for each target.
/// - Throws: `SearchError` before anything is measured where nothing fits a target.
package func search(
  for targets: [SearchTarget], by predictor: AccuracyPredictor, knowing known: [Candidate],
  settings: LearningSettings, accuracy: ([Architecture]) async throws -> [Double]
) async throws -> SearchResult {
  let space = predictor.space
  for target in targets {
    try target.require(space)
    try target.requireFit()
  }
  var isKnown = Set(known.map(\.architecture))
  var measured: [Candidate] = []
  var predictor = predictor
  for round in 0..<(known.isEmpty ? 1 : max(settings.rounds, 1)) {
    if round > 0 {
      predictor = try .trained(on: known + measured, in: space, settings: settings.predictor)
    }
    var chosen: [Architecture] = []
    for target in targets {
      if round == 0,
        let largest = try largestFitting(target, in: space, seed: settings.evolution.seed),
        isKnown.insert(largest).inserted
      {
        chosen.append(largest)
      }
      chosen += try predictedBest(
        of: target, by: predictor, settings.winners, settings.evolution, without: &isKnown)
    }
    if chosen.isEmpty { break }
    let accuracies = try await accuracy(chosen)
    measured += try candidates(chosen, accuracies)
  }
  let pool = (known + measured).rankedByAccuracy()
  return SearchResult(
    measured: measured,
    winners: try targets.map { target in
      try target.winner(of: pool.lazy.filter { target.fits($0.architecture) })
    })
}

/// The predicted best architectures that fit after their memory is planned as a whole, less those that
/// are known; they are from now on.
///
/// - Throws: `SearchError` where all that fit by the table exceed the budget then.
private func predictedBest(
  of target: SearchTarget, by predictor: AccuracyPredictor, _ count: Int,
  _ settings: EvolutionSettings, without known: inout Set<Architecture>
) throws -> [Architecture] {
  var evolution = Evolution(settings, target, by: predictor)
  let ranked = evolution.run()
  let candidates = (0..<ranked.count).lazy.map { rank in
    let (genome, accuracy) = ranked[rank]
    return Candidate(
      architecture: predictor.features.layout.architecture(of: genome), accuracy: accuracy)
  }
  // That something fits at all is asked first.
  _ = try target.winner(of: candidates)
  var best: [Architecture] = []
  for candidate in candidates {
    if best.count == count { break }
    let architecture = candidate.architecture
    guard !known.contains(architecture),
      target.budget.violations(of: try target.costs.exactCost(of: architecture)).isEmpty
    else { continue }
    known.insert(architecture)
    best.append(architecture)
  }
  return best
}
