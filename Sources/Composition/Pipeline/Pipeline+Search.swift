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
  /// Where the run has a predictor of accuracies, few devices are searched by its predictions, which
  /// learn from the measured accuracies of what they prefer; many are served from one front, and their
  /// networks measured. Many devices need a predictor, which is trained first. Otherwise candidates are
  /// measured alone. Every measured one is kept at once; a search that was stopped asks for the same
  /// ones again and gets the kept answers.
  /// - Throws: `SearchError` where no network fits a budget.
  public func search(again: Bool = false) async throws {
    _ = try request.searchedSpace()
    let isDone = RunStep.search.isDone(in: run, devices: deviceNames)
    if again || !isDone, request.devices.count > SearchPlan.devicesWithoutFront,
      try accuracyPredictor() == nil
    {
      _ = try trainPredictor()
    }
    try await perform(.search, again: again) {
      let evaluation = try subnetworkEvaluation()
      let log = try CandidateLog(run)
      let (winners, finalists) = try await winners(for: try servedDevices(), by: evaluation, log)
      try keep(winners, log, evaluation, finalists: finalists)
    }
  }

  /// The best network for each of these devices, and what competed with chosen bits; nil where all have 8.
  func winners(
    for devices: [Device], by evaluation: SubnetworkEvaluation, _ log: CandidateLog
  ) async throws -> ([SearchResult.Winner], [SearchRecord.Finalist]?) {
    if request.quantization.bits != .eight {
      return try await winnersWithBits(for: devices, by: evaluation, log)
    }
    let targets = try fittingTargets(for: devices)
    if let predictor = try accuracyPredictor() {
      let winners =
        targets.count <= SearchPlan.devicesWithoutFront
        ? try await learnedWinners(for: targets, by: predictor, evaluation, log)
        : try servedWinners(for: targets, by: predictor, evaluation, log)
      return (winners, nil)
    }
    let plan = request.search
    let result = try await Search.search(
      try request.searchedSpace(), for: targets,
      settings: SearchSettings(
        candidates: plan.candidates, population: plan.population, seed: seed(of: .search))
    ) { architectures in
      try architectures.map { try measure($0, of: plan.candidates, by: evaluation, log) }
    }
    return (result.winners, nil)
  }

  /// The most accurate measured network for each of few targets, found by predictions that learn.
  func learnedWinners(
    for targets: [SearchTarget], by predictor: AccuracyPredictor,
    _ evaluation: SubnetworkEvaluation, _ log: CandidateLog
  ) async throws -> [SearchResult.Winner] {
    var settings = LearningSettings(
      evolution: EvolutionSettings(seed: seed(of: .search)),
      predictor: PredictorSettings(
        width: predictor.width, members: predictor.memberCount, seed: seed(of: .predictor)))
    let space = try request.searchedSpace()
    settings.evolution.generations = space.generations(
      atMost: settings.evolution.generations)
    settings.limit(measurements: request.search.candidates, targets: targets.count)
    let total = settings.measurements(targets: targets.count)
    return try await Search.search(
      for: targets, by: predictor, knowing: try run.readMeasured(of: space),
      settings: settings
    ) { architectures in
      try architectures.map { try measure($0, of: total, by: evaluation, log) }
    }.winners
  }

  /// The most accurate network for each of many targets by prediction, then measured.
  private func servedWinners(
    for targets: [SearchTarget], by predictor: AccuracyPredictor,
    _ evaluation: SubnetworkEvaluation, _ log: CandidateLog
  ) throws -> [SearchResult.Winner] {
    let start = ContinuousClock.now
    let front = try front(for: targets, by: predictor)
    let served = serve(
      targets, from: front, by: predictor, refinement: nil, threads: request.threads)
    var winners: [SearchResult.Winner] = []
    var misses: [String: any Error] = [:]
    for (target, result) in zip(targets, served) {
      switch result {
      case .success(let winner): winners.append(winner)
      case .failure(let error) where isMiss(error): misses[target.device] = error
      case .failure(let error): throw error
      }
    }
    try note(misses, in: .search)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    progress(
      .note(
        "found the networks of \(grouped(targets.count)) devices in \(decimal(seconds, 2)) s"))
    let total = Set(winners.map(\.candidate.architecture)).count
    for index in winners.indices {
      winners[index].candidate.accuracy = try measure(
        winners[index].candidate.architecture, of: total, by: evaluation, log)
    }
    return winners
  }

  /// What the devices allow that a network fits; the others are noted.
  func fittingTargets(for devices: [Device]) throws -> [SearchTarget] {
    let targets = try searchTargets(for: devices)
    var misses: [String: any Error] = [:]
    for target in targets {
      do { try requireFit(of: target) } catch { misses[target.device] = error }
    }
    try note(misses, in: .search)
    return targets.filter { misses[$0.device] == nil }
  }

  /// What measures the parts of the trained supernet on held-out images.
  func subnetworkEvaluation() throws -> SubnetworkEvaluation {
    let weights = try readSupernet()
    try checkMemory(for: .search, try searchMemory())
    let dataset = try dataset()
    return SubnetworkEvaluation(
      try Supernet(request.searchedSpace()), weights,
      calibration: recalibrationImages(of: dataset).batches(dataset.normalization),
      heldOut: dataset.heldOut.batches(dataset.normalization), engine: engine)
  }

  /// Finds the devices that hold no network of the run, before hours of training.
  ///
  /// - Throws: where the run has one device and nothing fits it, `SearchError`, or
  ///   ``PipelineError/doesNotFit(network:device:bits:violations:)`` of a network that is trained alone;
  ///   ``PipelineError/noneServed(_:)`` where nothing fits any.
  func requireFit() throws {
    var misses: [String: any Error] = [:]
    if let alone = try request.networkAlone {
      guard !request.devices.isEmpty else { return }
      for device in request.devices {
        do { _ = try bits(of: alone, on: device) } catch  where isMiss(error) {
          misses[device.name] = error
        }
      }
      return try note(misses, in: .quantize, anew: true)
    }
    for target in try searchTargets(for: request.devices) {
      do { try requireFit(of: target) } catch { misses[target.device] = error }
    }
    try note(misses, in: .train, anew: true)
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
        macs: try architecture.graph(in: request.searchedSpace()).macs))
    let measured = log.candidates
    let best = decimal(100 * (measured.map(\.accuracy).max() ?? 0), 1)
    let images = grouped(try dataset().heldOut.count)
    progress(
      .step(
        done: min(measured.count, total), total: total,
        detail: "best so far \(best) % of \(images) held-out images"))
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
    let unserved = try run.readUnserved()
    record.unserved = unserved.isEmpty ? nil : unserved
    var written: [Architecture: RunFolder.DeviceFolder] = [:]
    for winner in winners {
      try checkForStop(during: .search)
      let folder = run.device(winner.device)
      let architecture = winner.candidate.architecture
      record.winners[winner.device] = architecture
      record.costs[winner.device] = winner.cost
      try run.write(ChosenArchitecture(winner), to: folder.architecture)
      if let same = written[architecture] {
        try FileManager.default.share(same.weights, as: folder.weights)
        try FileManager.default.share(same.graph, as: folder.graph)
      } else {
        try write(architecture, try evaluation.recalibrated(architecture), to: folder)
        written[architecture] = folder
      }
    }
    try run.write(record, to: run.search)
    try FileManager.default.removeIfPresent(run.candidates)
  }

  /// Writes a sub-network as the network of a device.
  func write(
    _ architecture: Architecture, _ weights: Weights, to folder: RunFolder.DeviceFolder
  ) throws {
    let graph = try architecture.graph(in: request.searchedSpace())
    try Safetensors(weights).write(to: folder.weights)
    try run.write(StoredNetwork(graph, try readData().interface), to: folder.graph)
  }
}

extension ChosenArchitecture {
  init(_ winner: SearchResult.Winner) {
    self.init(
      architecture: winner.candidate.architecture, heldOutAccuracy: winner.candidate.accuracy,
      cost: winner.cost)
  }
}

extension SearchSpace {
  /// The generations of a search: no more than the space has architectures.
  func generations(atMost most: Int) -> Int {
    architectureCount.map { Int(min($0, UInt128(most))) } ?? most
  }
}
