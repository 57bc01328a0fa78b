import Architectures
import CostModels
import Devices
import Search

extension SupernetSearch {
  /// Gives a device the next best network of the supernet, after the images of others were refused.
  ///
  /// - Parameter record: what the search found; `log` knows what it has measured.
  /// - Returns: false where there is no other network.
  func takeAnotherNetwork(
    for device: Device, _ refused: RefusedNetworks, _ record: SearchRecord
  ) async throws -> Bool {
    var record = record
    var winner = try measuredWinner(for: device, refused, record)
    if winner == nil {
      context.note("\(device.title): no measured network fits any more; searching again")
      do {
        let (winners, finalists) = try await winners(for: [device])
        winner = winners.first
        record.finalists = finalists.map { new in
          (record.finalists ?? []).filter { $0.device != device.name } + new
        }
      } catch SearchError.nothingFits {
        winner = nil
      }
    }
    guard let winner,
      request.quantization.bits == .mixed
        || !refused.networks.contains(where: {
          $0.network.architecture == winner.candidate.architecture
        })
    else { return false }
    record.measured = log.candidates
    record.winners[device.name] = winner.candidate.architecture
    record.costs[device.name] = winner.cost
    try run.write(record, to: run.search)
    let folder = run.device(device.name)
    try write(winner.candidate.architecture, to: folder)
    // The last file, as the choice counts from here on.
    try run.write(ChosenArchitecture(winner), to: folder.architecture)
    return true
  }

  /// The best of the measured networks that fit a device with the margins that are known now; nil where
  /// none does.
  private func measuredWinner(
    for device: Device, _ refused: RefusedNetworks, _ record: SearchRecord
  ) throws -> SearchResult.Winner? {
    let without = Set(refused.networks.compactMap(\.network.architecture))
    if let finalists = record.finalists {
      let best = finalists.enumerated()
        .filter { $1.device == device.name && !without.contains($1.architecture) }
        .sorted { ($0.1.integerAccuracy, $1.0) > ($1.1.integerAccuracy, $0.0) }.map(\.1)
      let selection = try contents.bitSelection(for: device)
      for finalist in best {
        let graph = try finalist.architecture.graph(in: try request.searchedSpace())
        guard let bits = try? selection.bits(of: graph) else { continue }
        return SearchResult.Winner(
          device: device.name,
          candidate: Candidate(
            architecture: finalist.architecture, accuracy: finalist.floatAccuracy),
          cost: bits.cost)
      }
      return nil
    }
    let target = try contents.searchTargets(for: [device])[0]
    let known = try run.readMeasured(of: try request.searchedSpace())
    let measured = record.measured.map {
      Candidate(architecture: $0.architecture, accuracy: $0.accuracy)
    }
    for candidate in (measured + known).rankedByAccuracy()
    where !without.contains(candidate.architecture) {
      let cost = try target.costs.exactCost(of: candidate.architecture)
      guard target.budget.violations(of: cost).isEmpty else { continue }
      return SearchResult.Winner(device: device.name, candidate: candidate, cost: cost)
    }
    return nil
  }
}
