import Architectures
import Devices
import Graphs
import Planning
import Reports
import Search
import Supernets
import Tensors

extension Pipeline {
  /// How many images of a device are linked until one is within its budget.
  private static let mostImages = 8

  /// A device's network whose linked image is within the budget.
  struct LinkedNetwork {
    /// The bits; nil as in ``bits(on:)``.
    var bits: DeviceBits?
    /// The integer network by calibration, where it had to be made.
    var calibrated: IntegerGraph?
  }

  /// The network of a device after its linked image has been found to be within the budget.
  ///
  /// An image that is not goes into `refused.json`. From then on the cost model is taken to be short by
  /// what it was wrong there, and the next best network takes the place of the refused one: a network that
  /// is given, with fewer bits; in a search, the best measured one that fits now, or what another search
  /// finds. Where there is no compiler, nothing is linked here.
  /// - Throws: ``PipelineError/doesNotFit(network:device:bits:violations:)`` where no other one fits.
  func linkedNetwork(of device: Device) async throws -> LinkedNetwork {
    while true {
      try checkForStop(during: .quantize)
      var refused = try run.readRefused(of: device.name)
      let architecture = try run.readArchitectureIfPresent(of: device.name)?.architecture
      let bits: DeviceBits?
      do {
        bits = try self.bits(on: device)
      } catch let error as PipelineError {
        guard case .doesNotFit = error, let last = refused.networks.last else { throw error }
        guard architecture != nil else { throw tooLarge(last, for: device) }
        try await takeAnotherNetwork(for: device, refused)
        continue
      }
      let network = QuantizedNetwork(architecture: architecture, bits: bits?.plan.bits)
      if refused.networks.contains(where: { $0.network == network }) {
        try await takeAnotherNetwork(for: device, refused)
        continue
      }
      var linked = LinkedNetwork(bits: bits)
      guard let image = try linkedImage(of: network, &linked, on: device),
        !violations(of: image, on: device).isEmpty
      else { return linked }
      refused.networks.append(image)
      guard refused.networks.count < Self.mostImages else { throw tooLarge(image, for: device) }
      try run.write(refused, to: run.device(device.name).refused)
      progress(
        .note(
          "\(device.title): the linked image of \(title(of: image)) is over the budget: "
            + "\(violations(of: image, on: device).map(\.description).joined(separator: ", ")); "
            + "the next network is tried"))
    }
  }

  /// What the image of a network takes when it is linked; nil where there is no compiler for the core.
  private func linkedImage(
    of network: QuantizedNetwork, _ linked: inout LinkedNetwork, on device: Device
  ) throws -> RefusedNetworks.Network? {
    let image = ImageLinker.Image(network: network, core: device.core)
    let memory: ImageLinker.Memory?
    do {
      memory = try linker.memory(of: image, on: device, shouldStop: shouldStop) {
        let integer = try integerGraph(of: try floatNetwork(of: device), at: network.bits)
        linked.calibrated = integer
        return try firmware(
          of: integer, for: device, reading: try storedNetwork(of: device).interface)
      }
    } catch is CancellationError {
      throw PipelineError.interrupted(step: RunStep.quantize.rawValue)
    }
    guard let memory else {
      if linked.calibrated != nil {
        progress(
          .note(
            "\(device.title): no compiler was found, so the size of the image is an estimate"))
      }
      return nil
    }
    let cost = try linked.bits?.cost ?? run.readArchitecture(of: device.name).cost
    return RefusedNetworks.Network(
      network: network,
      flashBytes: RefusedNetworks.Comparison(
        modelled: Int(cost.flashBytes.value), linked: memory.flashBytes),
      ramBytes: RefusedNetworks.Comparison(
        modelled: Int(cost.ramBytes.value), linked: memory.ramBytes),
      codeBytes: memory.codeBytes)
  }

  /// What a linked image exceeds of the device's budget.
  private func violations(
    of image: RefusedNetworks.Network, on device: Device
  ) -> [Violation] {
    let zero = Quantity(0, .measured)
    return request.budget(for: device).violations(
      of: Cost(
        flashBytes: Quantity(Double(image.flashBytes.linked), .measured),
        ramBytes: Quantity(Double(image.ramBytes.linked), .measured), macs: zero,
        milliseconds: zero))
  }

  private func tooLarge(
    _ image: RefusedNetworks.Network, for device: Device
  ) -> PipelineError {
    .doesNotFit(
      network: title(of: image), device: device.title,
      bits: request.quantization.bits.rawValue,
      violations: violations(of: image, on: device)
        .map { $0.description(withCode: image.codeBytes) })
  }

  private func title(of image: RefusedNetworks.Network) -> String {
    image.network.architecture.map { "\($0)" } ?? request.source.title
  }

  /// Gives a device the next best network of the supernet.
  private func takeAnotherNetwork(for device: Device, _ refused: RefusedNetworks) async throws {
    let evaluation = try subnetworkEvaluation()
    var record = try run.readSearch()
    let log = try CandidateLog(run, knowing: record.measured)
    var winner = try measuredWinner(for: device, refused, record)
    if winner == nil {
      progress(.note("\(device.title): no measured network fits any more; searching again"))
      do {
        let (winners, finalists) = try await winners(for: [device], by: evaluation, log)
        winner = winners.first
        record.finalists = finalists.map { new in
          (record.finalists ?? []).filter { $0.device != device.name } + new
        }
      } catch is SearchError {
        winner = nil
      }
    }
    guard let winner,
      !refused.networks.contains(where: { $0.network.architecture == winner.candidate.architecture }
      )
        || request.quantization.bits == .mixed
    else {
      guard let last = refused.networks.last else { return }
      throw tooLarge(last, for: device)
    }
    record.measured = log.candidates
    record.winners[device.name] = winner.candidate.architecture
    record.costs[device.name] = winner.cost
    try run.write(record, to: run.search)
    let folder = run.device(device.name)
    try write(
      winner.candidate.architecture, try evaluation.recalibrated(winner.candidate.architecture),
      to: folder)
    // The last file, as the choice counts from here on.
    try run.write(ChosenArchitecture(winner), to: folder.architecture)
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
      for finalist in best {
        let graph = try finalist.architecture.graph(in: try request.searchedSpace())
        guard let bits = try? bits(of: graph, on: device) else { continue }
        return SearchResult.Winner(
          device: device.name,
          candidate: Candidate(
            architecture: finalist.architecture, accuracy: finalist.floatAccuracy),
          cost: bits.cost)
      }
      return nil
    }
    let target = try searchTargets(for: [device])[0]
    let known = try run.readMeasured(of: try request.searchedSpace())
    let measured = record.measured.map {
      Candidate(architecture: $0.architecture, accuracy: $0.accuracy)
    }
    for candidate in (measured + known).rankedByAccuracy()
    where !without.contains(candidate.architecture) {
      let cost = try target.exactCost(candidate.architecture)
      guard target.budget.violations(of: cost).isEmpty else { continue }
      return SearchResult.Winner(device: device.name, candidate: candidate, cost: cost)
    }
    return nil
  }
}
