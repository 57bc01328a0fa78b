import Architectures
import Devices
import Foundation
import Reports
import Search

/// Searches the most accurate network for each of several devices.
///
/// With a predictor of accuracies, few devices are searched by its predictions, which learn from the
/// measured accuracies of what they prefer; many are served from one front, and their networks
/// measured. Without one, candidates are measured alone.
struct SearchStep {
  /// The space of the networks.
  let space: SearchSpace
  /// How much is measured.
  let plan: SearchPlan
  /// The seed of the search.
  let seed: UInt64
  /// The seed of predictors that learn on.
  let predictorSeed: UInt64
  /// Predicts accuracies; nil measures all candidates.
  let predictor: AccuracyPredictor?
  /// Networks that the predictor learned from.
  let known: [Candidate]
  /// Worker threads.
  let threads: Int
  /// The accuracy of an architecture, 0 to 1, measured as one of about `total`.
  let measure: (_ architecture: Architecture, _ total: Int) throws -> Double
  /// The networks from which many devices are served.
  let front: ([SearchTarget], AccuracyPredictor) throws -> ParetoFront
  /// Receives the devices that no network fits, by name.
  let miss: ([String: any Error]) throws -> Void
  /// Receives a sentence without its full stop.
  let note: (String) -> Void

  /// The best network for each device that is served.
  func winners(for targets: [SearchTarget]) async throws -> [SearchResult.Winner] {
    guard let predictor else {
      return try await measuredWinners(for: targets, candidates: plan.candidates)
    }
    return targets.count <= SearchPlan.devicesWithoutFront
      ? try await learnedWinners(for: targets, by: predictor)
      : try servedWinners(for: targets, by: predictor)
  }

  /// The best networks for several budgets of each device, where all of them compete.
  func winners(forBudgets targets: [SearchTarget]) async throws -> [SearchResult.Winner] {
    guard let predictor else {
      return try await measuredWinners(
        for: targets, candidates: max(plan.candidates, targets.count))
    }
    return try await learnedWinners(for: targets, by: predictor)
  }

  private func measuredWinners(
    for targets: [SearchTarget], candidates: Int
  ) async throws -> [SearchResult.Winner] {
    try await Search.search(
      space, for: targets,
      settings: SearchSettings(
        candidates: candidates, population: plan.population, seed: seed)
    ) { try $0.map { try measure($0, candidates) } }.winners
  }

  private func learnedWinners(
    for targets: [SearchTarget], by predictor: AccuracyPredictor
  ) async throws -> [SearchResult.Winner] {
    var settings = LearningSettings(
      evolution: EvolutionSettings(seed: seed),
      predictor: PredictorSettings(
        width: predictor.width, members: predictor.memberCount, seed: predictorSeed))
    settings.evolution.generations = space.generations(atMost: settings.evolution.generations)
    settings.limit(measurements: plan.candidates, targets: targets.count)
    let total = settings.measurements(targets: targets.count)
    return try await Search.search(
      for: targets, by: predictor, knowing: known, settings: settings
    ) { try $0.map { try measure($0, total) } }.winners
  }

  private func servedWinners(
    for targets: [SearchTarget], by predictor: AccuracyPredictor
  ) throws -> [SearchResult.Winner] {
    let start = ContinuousClock.now
    let front = try front(targets, predictor)
    let served = serve(targets, from: front, by: predictor, refinement: nil, threads: threads)
    var winners: [SearchResult.Winner] = []
    var misses: [String: any Error] = [:]
    for (target, result) in zip(targets, served) {
      switch result {
      case .success(let winner): winners.append(winner)
      case .failure(let error) where error.isMiss: misses[target.device] = error
      case .failure(let error): throw error
      }
    }
    try miss(misses)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    note("found the networks of \(grouped(targets.count)) devices in \(decimal(seconds, 2)) s")
    let total = Set(winners.map(\.candidate.architecture)).count
    for index in winners.indices {
      winners[index].candidate.accuracy = try measure(
        winners[index].candidate.architecture, total)
    }
    return winners
  }
}

extension SearchSpace {
  /// The generations of a search: no more than the space has architectures.
  func generations(atMost most: Int) -> Int {
    architectureCount.map { Int(min($0, UInt128(most))) } ?? most
  }
}
