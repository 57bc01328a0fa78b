import Architectures
import CostModels
import Datasets
import Devices
import Files
import Foundation
import Graphs
import Reports
import Search
import Supernets
import Tensors

extension Pipeline {
  /// Searches a sub-network for each device: `search.json`, and per device `architecture.json` and
  /// `weights.safetensors` with recalibrated batch norms.
  ///
  /// Where the run has a predictor of accuracies, that ranks the candidates, and the winners are
  /// measured, for few devices beside the largest network that fits; otherwise all candidates are. Many devices need a predictor, which is trained
  /// first. Every measured one is kept at once; a search that was stopped asks for the same ones
  /// again and gets the kept answers.
  /// - Throws: `SearchError` where no network fits a budget.
  public func search(again: Bool = false) async throws {
    try requireSupernet()
    let isDone = RunStep.search.isDone(in: run, devices: deviceNames)
    if again || !isDone, request.devices.count > SearchPlan.devicesWithoutFront,
      try accuracyPredictor() == nil
    {
      _ = try trainPredictor()
    }
    try await perform(.search, again: again) {
      let evaluation = try subnetworkEvaluation()
      let log = try CandidateLog(run)
      if request.quantization.bits != .eight {
        return try await searchWithBits(evaluation, log)
      }
      let targets = try request.searchTargets()
      if let predictor = try accuracyPredictor() {
        var winners = try predictedWinners(for: targets, by: predictor)
        let isFew = targets.count <= SearchPlan.devicesWithoutFront
        let distinct = Set(winners.map(\.candidate.architecture)).count
        let total = isFew ? 2 * distinct : distinct
        for index in winners.indices {
          winners[index].candidate.accuracy = try measure(
            winners[index].candidate.architecture, of: total, by: evaluation, log)
          guard isFew,
            var other = try largestFitting(
              targets[index], in: request.space, seed: seed(of: .search))
          else { continue }
          other.candidate.accuracy = try measure(
            other.candidate.architecture, of: total, by: evaluation, log)
          if other.candidate.accuracy > winners[index].candidate.accuracy { winners[index] = other }
        }
        return try keep(winners, log, evaluation)
      }
      let plan = request.search
      let result = try await Search.search(
        request.space, for: targets,
        settings: SearchSettings(
          candidates: plan.candidates, population: plan.population, seed: seed(of: .search))
      ) { architectures in
        try architectures.map { try measure($0, of: plan.candidates, by: evaluation, log) }
      }
      try keep(result.winners, log, evaluation)
    }
  }

  /// The most accurate network for each target by prediction, with its exact cost.
  private func predictedWinners(
    for targets: [SearchTarget], by predictor: AccuracyPredictor
  ) throws -> [SearchResult.Winner] {
    let start = ContinuousClock.now
    let seed = seed(of: .search)
    let winners: [SearchResult.Winner]
    if targets.count <= SearchPlan.devicesWithoutFront {
      winners = try targets.map {
        try Search.search(for: $0, by: predictor, settings: EvolutionSettings(seed: seed))
      }
    } else {
      let front = front(
        on: targets[0], axes: [.flash, .ram, .latency], by: predictor,
        settings: FrontSettings(seed: seed))
      progress(.note("the front has \(grouped(front.points.count)) networks"))
      winners = try serve(
        targets, from: front, by: predictor, refinement: nil, threads: request.threads
      ).map { try $0.get() }
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let count = targets.count
    progress(
      .note(
        "found the network\(count == 1 ? "" : "s") of \(grouped(count)) "
          + "device\(count == 1 ? "" : "s") in \(decimal(seconds, 2)) s"))
    return winners
  }

  /// What measures the parts of the trained supernet on held-out images.
  func subnetworkEvaluation() throws -> SubnetworkEvaluation {
    let weights = try readSupernet()
    let dataset = try dataset()
    return SubnetworkEvaluation(
      try Supernet(request.space), weights,
      calibration: recalibrationImages(of: dataset).batches(dataset.normalization),
      heldOut: dataset.heldOut.batches(dataset.normalization), engine: engine)
  }

  /// Throws `SearchError` where no network of the space fits a budget, before hours of training.
  func requireFit() throws {
    // Bits decide what fits; the largest stretch of a search with bits is asked there.
    guard request.quantization.bits == .eight else { return try requireFitWithBits() }
    for target in try request.searchTargets() { try target.requireFit(in: request.space) }
  }

  /// The accuracy of one candidate, measured or known already.
  func measure(
    _ architecture: Architecture, of total: Int, by evaluation: SubnetworkEvaluation,
    _ log: CandidateLog
  ) throws -> Double {
    if let known = log.accuracy(of: architecture) { return known }
    try checkForStop(during: .search)
    let accuracy = try evaluation.accuracy(of: architecture)
    try log.append(
      MeasuredCandidate(
        architecture: architecture, accuracy: accuracy,
        macs: try architecture.graph(in: request.space).macs))
    let measured = log.candidates
    let best = decimal(100 * (measured.map(\.accuracy).max() ?? 0), 1)
    progress(
      .step(
        done: min(measured.count, total), total: total, detail: "best so far \(best) %"))
    return accuracy
  }

  /// Writes what the search found, the record that says that it is done last.
  ///
  /// - Parameter finalists: what competed with chosen bits; nil where all have 8.
  func keep(
    _ winners: [SearchResult.Winner], _ log: CandidateLog, _ evaluation: SubnetworkEvaluation,
    finalists: [SearchRecord.Finalist]? = nil
  ) throws {
    var record = SearchRecord(
      measured: log.candidates, winners: [:], costs: [:], finalists: finalists)
    var written: [Architecture: URL] = [:]
    for winner in winners {
      try checkForStop(during: .search)
      let folder = run.device(winner.device)
      let architecture = winner.candidate.architecture
      record.winners[winner.device] = architecture
      record.costs[winner.device] = winner.cost
      try run.write(
        ChosenArchitecture(
          architecture: architecture, heldOutAccuracy: winner.candidate.accuracy,
          cost: winner.cost),
        to: folder.architecture)
      if let same = written[architecture] {
        try FileManager.default.share(same, as: folder.weights)
      } else {
        try Safetensors(try evaluation.recalibrated(architecture)).write(to: folder.weights)
        written[architecture] = folder.weights
      }
    }
    try run.write(record, to: run.search)
    try FileManager.default.removeIfPresent(run.candidates)
  }
}
