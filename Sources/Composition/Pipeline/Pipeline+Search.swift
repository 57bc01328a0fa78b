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
  /// Every measured candidate is kept at once; a search that was stopped asks for the same ones
  /// again and gets the kept answers.
  /// - Throws: `SearchError` where no network fits a budget.
  public func search(again: Bool = false) async throws {
    try await perform(.search, again: again) {
      let evaluation = try subnetworkEvaluation()
      let log = try CandidateLog(run)
      let plan = request.search
      let result = try await Search.search(
        request.space, for: try request.devices.map(target),
        settings: SearchSettings(
          candidates: plan.candidates, population: plan.population, seed: seed(of: .search))
      ) { architectures in
        try architectures.map { try measure($0, by: evaluation, log) }
      }
      try keep(result, log, evaluation)
    }
  }

  private func subnetworkEvaluation() throws -> SubnetworkEvaluation {
    let weights = try readSupernet()
    let dataset = try dataset()
    return SubnetworkEvaluation(
      try Supernet(request.space), weights,
      calibration: recalibrationImages(of: dataset).batches(dataset.normalization),
      heldOut: dataset.heldOut.batches(dataset.normalization), engine: engine)
  }

  /// Throws `SearchError` where no network of the space fits a budget, before hours of training.
  func requireFit() throws {
    for device in request.devices { try target(for: device).requireFit(in: request.space) }
  }

  /// What a device allows, and what networks take on it.
  private func target(for device: Device) throws -> SearchTarget {
    let model = MicrocontrollerModel(device)
    let table = try CostTable(space: request.space, model: model)
    return SearchTarget(
      device: device.name, budget: request.budget(for: device),
      cost: { table.cost(of: $0) },
      exactCost: { [space = request.space] in model.cost(of: try $0.graph(in: space)) })
  }

  /// The accuracy of one candidate, measured or known already.
  private func measure(
    _ architecture: Architecture, by evaluation: SubnetworkEvaluation, _ log: CandidateLog
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
        done: measured.count, total: request.search.candidates, detail: "best so far \(best) %"))
    return accuracy
  }

  /// Writes what the search found, the record that says that it is done last.
  private func keep(
    _ result: SearchResult, _ log: CandidateLog, _ evaluation: SubnetworkEvaluation
  ) throws {
    var record = SearchRecord(measured: log.candidates, winners: [:], costs: [:])
    var written: [Architecture: URL] = [:]
    for winner in result.winners {
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
