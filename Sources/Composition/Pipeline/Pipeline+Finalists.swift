import Architectures
import Datasets
import Devices
import Execution
import Graphs
import Planning
import Quantization
import Reports
import Search
import Supernets
import Tensors

extension Pipeline {
  /// How many times the memory of a device the networks may take with 8 bits that compete for it; with
  /// 2 bits a network takes a quarter of that.
  private static let stretches = [1, 1.5, 2, 3]

  /// Searches networks of several sizes for each device, cuts their bits until they fit, and keeps the
  /// one that is best in integers.
  ///
  /// Accuracy in floating point would always prefer the largest network, so the finalists, a handful
  /// per device, are quantized to their bits by calibration and measured on the held-out images.
  func winnersWithBits(
    for devices: [Device], by evaluation: SubnetworkEvaluation, _ log: CandidateLog
  ) async throws -> ([SearchResult.Winner], [SearchRecord.Finalist]) {
    let targets = try stretchedTargets(for: devices)
    var finalists: [String: [SearchResult.Winner]] = [:]
    for winner in try await stretchedWinners(for: targets, by: evaluation, log) {
      let known = finalists[winner.device, default: []].map(\.candidate.architecture)
      if !known.contains(winner.candidate.architecture) {
        finalists[winner.device, default: []].append(winner)
      }
    }
    var winners: [SearchResult.Winner] = []
    var measured: [SearchRecord.Finalist] = []
    let fitting = Set(targets.map(\.device))
    for device in devices where fitting.contains(device.name) {
      let found = try await serving(device, in: .search) {
        try best(of: finalists[device.name] ?? [], on: device, by: evaluation)
      }
      guard let (winner, tried) = found else { continue }
      winners.append(winner)
      measured += tried
    }
    return (winners, measured)
  }

  /// Throws `SearchError` where not even the smallest network fits a device, however few its bits.
  func requireFit(of target: SearchTarget) throws {
    // Bits decide what fits; the largest budget gives the nearest miss.
    let stretches = request.quantization.bits == .eight ? [1] : Self.stretches
    let targets = stretches.map { target.stretched(by: $0) }
    let space = try request.searchedSpace()
    if targets.contains(where: { (try? $0.requireFit(in: space)) != nil }) { return }
    try targets.last?.requireFit(in: space)
  }

  /// Each device with budgets of the sizes that networks with 8 bits may have; those that hold none
  /// are left out.
  private func stretchedTargets(for devices: [Device]) throws -> [SearchTarget] {
    let space = try request.searchedSpace()
    return try fittingTargets(for: devices).flatMap { target in
      Self.stretches.map { target.stretched(by: $0) }
        .filter { (try? $0.requireFit(in: space)) != nil }
    }
  }

  /// The best networks for budgets of several sizes, by measured accuracy in floating point.
  private func stretchedWinners(
    for targets: [SearchTarget], by evaluation: SubnetworkEvaluation, _ log: CandidateLog
  ) async throws -> [SearchResult.Winner] {
    if let predictor = try accuracyPredictor() {
      return try await learnedWinners(for: targets, by: predictor, evaluation, log)
    }
    let plan = request.search
    let settings = SearchSettings(
      candidates: max(plan.candidates, targets.count), population: plan.population,
      seed: seed(of: .search))
    return try await Search.search(
      try request.searchedSpace(), for: targets, settings: settings
    ) {
      try $0.map { try measure($0, of: settings.candidates, by: evaluation, log) }
    }.winners
  }

  /// The finalist that classifies most held-out images rightly in integers, and all that were tried.
  private func best(
    of finalists: [SearchResult.Winner], on device: Device, by evaluation: SubnetworkEvaluation
  ) throws -> (SearchResult.Winner, [SearchRecord.Finalist]) {
    var tried: [SearchRecord.Finalist] = []
    var best: (winner: SearchResult.Winner, accuracy: Double)?
    var miss: (any Error)?
    for var winner in finalists {
      try checkForStop(during: .search)
      let candidate = winner.candidate
      let graph = try candidate.architecture.graph(in: request.searchedSpace())
      let bits: DeviceBits
      do {
        bits = try self.bits(of: graph, on: device)
      } catch let error as PipelineError {
        miss = error
        continue
      }
      let violations = try modelledBudget(for: device).violations(of: bits.cost)
      guard violations.isEmpty else {
        miss = PipelineError.doesNotFit(
          network: "\(candidate.architecture)", device: device.title,
          bits: request.quantization.bits.rawValue, violations: violations.map(\.description))
        continue
      }
      let network = FloatNetwork(
        graph: graph, weights: try evaluation.recalibrated(candidate.architecture))
      let accuracy = try heldOutAccuracy(
        of: try integerGraph(of: network, at: bits.plan.bits))
      let counts = bits.plan.bits.weights.map(\.rawValue)
      tried.append(
        SearchRecord.Finalist(
          device: device.name, architecture: candidate.architecture,
          floatAccuracy: candidate.accuracy, integerAccuracy: accuracy, weightBits: counts))
      progress(
        .note(
          "\(device.title): \(candidate.architecture) has \(decimal(100 * candidate.accuracy, 1)) % in "
            + "floating point and \(decimal(100 * accuracy, 1)) % with weights of "
            + "\(counts.min() ?? 8) to \(counts.max() ?? 8) bits"))
      winner.cost = bits.cost
      if accuracy > best?.accuracy ?? -1 { best = (winner, accuracy) }
    }
    guard let best else {
      throw miss
        ?? PipelineError.request("No network was found for \(device.title); measure more of them.")
    }
    return (best.winner, tried)
  }

  /// The share of held-out images that an integer network classifies rightly, 0 to 1.
  private func heldOutAccuracy(of integer: IntegerGraph) throws -> Double {
    let dataset = try dataset()
    let runner = KernelRunner(integer)
    var right = 0
    for start in stride(from: 0, to: dataset.heldOut.count, by: ImageSet.batchSize) {
      try checkForStop(during: .search)
      let part = dataset.heldOut.subset(
        start..<min(start + ImageSet.batchSize, dataset.heldOut.count))
      let outputs = runner.run(
        images: part.stored(as: integer.inputValue, dataset.normalization),
        threads: request.threads)
      right += zip(part.labels, outputs).count { $0 == $1.positionOfLargest }
    }
    return Double(right) / Double(dataset.heldOut.count)
  }
}

extension SearchTarget {
  /// The same device with so many times its memory; multiply-adds and time stay.
  fileprivate func stretched(by factor: Double) -> SearchTarget {
    func larger(_ bytes: Int?) -> Int? { bytes.map { Int(Double($0) * factor) } }
    var target = self
    target.budget.flashBytes = larger(budget.flashBytes)
    target.budget.ramBytes = larger(budget.ramBytes)
    return target
  }
}
