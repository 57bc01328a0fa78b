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

/// Searches the trained supernet of a run for the networks of its devices, and keeps them in its folder.
struct SupernetSearch {
  /// The folder and the request.
  let contents: RunContents
  /// The devices that are served.
  let devices: ServedDevices
  /// The images, and what measures integer networks on them.
  let measurement: NetworkMeasurement
  /// What measures the parts of the supernet.
  let evaluation: SubnetworkEvaluation
  /// The measured candidates.
  let log: CandidateLog

  var run: RunFolder { contents.run }
  var request: FitRequest { contents.request }
  var context: StepContext { measurement.context }

  /// - Parameters:
  ///   - weights: of the trained supernet.
  ///   - known: what a search that is done has measured before.
  init(
    _ contents: RunContents, of weights: Weights, for devices: ServedDevices,
    _ measurement: NetworkMeasurement,
    knowing known: [MeasuredCandidate] = []
  ) throws {
    self.contents = contents
    self.devices = devices
    self.measurement = measurement
    let dataset = measurement.dataset
    evaluation = SubnetworkEvaluation(
      try Supernet(contents.request.searchedSpace()), weights,
      calibration: measurement.recalibrationImages.batches(dataset.normalization),
      heldOut: dataset.heldOut.batches(dataset.normalization), engine: measurement.context.engine)
    log = try CandidateLog(contents.run, knowing: known)
  }

  // MARK: Networks

  /// The best network for each of these devices, and what competed with chosen bits; nil where all have 8.
  func winners(
    for devices: [Device]
  ) async throws -> ([SearchResult.Winner], [SearchRecord.Finalist]?) {
    let search = try step()
    let targets = try fittingTargets(for: devices)
    guard request.quantization.bits != .eight else {
      return (try await search.winners(for: targets), nil)
    }
    let step = FinalistStep(
      search: search,
      integerAccuracy: { architecture, bits in
        let network = try weighted(architecture)
        let integer = try QuantizeStep(measurement: measurement, plan: request.quantization)
          .calibrated(network, at: bits)
        return try measurement.heldOutScore(
          of: integer, reading: network.interface, during: .search)
      }, checkForStop: { try context.checkForStop(during: .search) })
    let finalists = try await step.finalists(for: step.targets(targets))
    let fitting = Set(targets.map(\.device))
    var winners: [SearchResult.Winner] = []
    var measured: [SearchRecord.Finalist] = []
    for device in devices where fitting.contains(device.name) {
      let found = try await self.devices.serving(device, in: .search) {
        try step.best(
          of: finalists[device.name] ?? [], by: try contents.bitSelection(for: device))
      }
      guard let (winner, tried) = found else { continue }
      winners.append(winner)
      measured += tried
    }
    return (winners, measured)
  }

  private func step() throws -> SearchStep {
    SearchStep(
      space: try request.searchedSpace(), plan: request.search, seed: request.seed(of: .search),
      predictorSeed: request.seed(of: .predictor), predictor: try contents.readPredictor(),
      known: try run.readMeasured(of: try request.searchedSpace()), threads: request.threads,
      measure: measure, front: front,
      miss: { try devices.leaveOut($0, in: .search) }, note: context.note)
  }

  /// What the devices allow that a network fits; the others are left out.
  private func fittingTargets(for devices: [Device]) throws -> [SearchTarget] {
    let targets = try contents.searchTargets(for: devices)
    let misses = try targets.misses(for: request)
    try self.devices.leaveOut(misses, in: .search)
    return targets.filter { misses[$0.device] == nil }
  }

  /// The front that serves the devices: that of `front.json` where it is current, or a new one, which is
  /// kept there.
  private func front(
    for targets: [SearchTarget], by predictor: AccuracyPredictor
  ) throws -> ParetoFront {
    let source = FrontSource(
      space: try request.searchedSpace(), predictor: predictor, target: targets[0],
      device: try request.device(of: targets[0]), latencies: request.latencies,
      form: try contents.storedForm, seed: request.seed(of: .search))
    let (front, isNew) = try source.front(keptIn: run)
    if isNew { try run.write(try source.record(of: front), to: run.front) }
    let verb = isNew ? "searched a front" : "took the front"
    context.note("\(verb) of \(grouped(front.points.count)) networks")
    return front
  }

  /// The accuracy of one candidate, measured or known already.
  private func measure(_ architecture: Architecture, of total: Int) throws -> Double {
    if let known = log.accuracy(of: architecture) { return known }
    try context.checkForStop(during: .search)
    let accuracy = try evaluation.accuracy(of: architecture)
    try log.append(
      MeasuredCandidate(
        architecture: architecture, accuracy: accuracy,
        macs: try architecture.graph(in: request.searchedSpace()).macs))
    let measured = log.candidates
    let best = decimal(100 * (measured.map(\.accuracy).max() ?? 0), 1)
    let images = grouped(measurement.dataset.heldOut.count)
    context.progress(
      .step(
        done: min(measured.count, total), total: total,
        detail: "best so far \(best) % of \(images) held-out images"))
    return accuracy
  }

  private func weighted(_ architecture: Architecture) throws -> WeightedNetwork {
    WeightedNetwork(
      graph: try architecture.graph(in: request.searchedSpace()),
      weights: try evaluation.recalibrated(architecture),
      interface: try contents.readData().interface)
  }

  // MARK: Files

  /// Writes what the search found, the record that says that it is done last.
  ///
  /// - Parameter finalists: what competed with chosen bits; nil where all have 8.
  func write(
    _ winners: [SearchResult.Winner], finalists: [SearchRecord.Finalist]?
  ) throws {
    var record = SearchRecord(
      measured: log.candidates, winners: [:], costs: [:], finalists: finalists)
    let unserved = try run.readUnserved()
    record.unserved = unserved.isEmpty ? nil : unserved
    var written: [Architecture: RunFolder.DeviceFolder] = [:]
    for winner in winners {
      try context.checkForStop(during: .search)
      let folder = run.device(winner.device)
      let architecture = winner.candidate.architecture
      record.winners[winner.device] = architecture
      record.costs[winner.device] = winner.cost
      try run.write(ChosenArchitecture(winner), to: folder.architecture)
      if let same = written[architecture] {
        try FileManager.default.share(same.weights, as: folder.weights)
        try FileManager.default.share(same.graph, as: folder.graph)
      } else {
        try write(architecture, to: folder)
        written[architecture] = folder
      }
    }
    try run.write(record, to: run.search)
    try FileManager.default.removeIfPresent(run.candidates)
  }

  /// Writes a sub-network as the network of a device.
  func write(_ architecture: Architecture, to folder: RunFolder.DeviceFolder) throws {
    let network = try weighted(architecture)
    try Safetensors(network.weights).write(to: folder.weights)
    try run.write(StoredNetwork(network.graph, network.interface), to: folder.graph)
  }
}

extension ChosenArchitecture {
  init(_ winner: SearchResult.Winner) {
    self.init(
      architecture: winner.candidate.architecture, heldOutAccuracy: winner.candidate.accuracy,
      cost: winner.cost)
  }
}
