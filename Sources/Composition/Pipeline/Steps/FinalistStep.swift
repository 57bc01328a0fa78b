import Architectures
import Devices
import Graphs
import Planning
import Reports
import Search

/// Searches networks of several sizes for each device, cuts their bits until they fit, and takes the
/// one that is best in integers.
///
/// Accuracy in floating point would always prefer the largest network, so the finalists, a handful
/// per device, are quantized to their bits by calibration and measured on the held-out images.
struct FinalistStep {
  /// How many times the memory of a device networks of 8 bits may take that compete for it; with 2 bits
  /// a network takes a quarter of that.
  static let memoryFactors = [1, 1.5, 2, 3]

  /// Finds the networks.
  let search: SearchStep
  /// The accuracy of a point of the space in integers of these bits, 0 to 1.
  let integerAccuracy: (Architecture, BitAssignment) throws -> Double
  /// Throws where the caller asked to stop.
  let checkForStop: () throws -> Void

  /// The devices with the budgets of several sizes that hold a network of 8 bits.
  func targets(_ targets: [SearchTarget]) -> [SearchTarget] {
    targets.flatMap { target in
      Self.memoryFactors.map { target.withMemory(times: $0) }
        .filter { (try? $0.requireFit()) != nil }
    }
  }

  /// The finalists of each device, by its name.
  func finalists(for targets: [SearchTarget]) async throws -> [String: [SearchResult.Winner]] {
    var finalists: [String: [SearchResult.Winner]] = [:]
    for winner in try await search.winners(forBudgets: targets) {
      let known = finalists[winner.device, default: []].map(\.candidate.architecture)
      if !known.contains(winner.candidate.architecture) {
        finalists[winner.device, default: []].append(winner)
      }
    }
    return finalists
  }

  /// The finalist that classifies most held-out images rightly in integers, and all that were tried.
  ///
  /// - Parameter selection: chooses the bits on the device.
  func best(
    of finalists: [SearchResult.Winner], by selection: BitSelection
  ) throws -> (SearchResult.Winner, [SearchRecord.Finalist]) {
    let device = selection.device
    var tried: [SearchRecord.Finalist] = []
    var best: (winner: SearchResult.Winner, accuracy: Double)?
    var miss: (any Error)?
    for var winner in finalists {
      try checkForStop()
      let candidate = winner.candidate
      let bits: DeviceBits
      do {
        bits = try selection.bits(of: try candidate.architecture.graph(in: search.space))
      } catch let error as PipelineError {
        miss = error
        continue
      }
      let violations = selection.budget.violations(of: bits.cost)
      guard violations.isEmpty else {
        miss = selection.doesNotFit(
          "\(candidate.architecture)", violations.map(\.description))
        continue
      }
      let accuracy = try integerAccuracy(candidate.architecture, bits.plan.bits)
      let counts = bits.plan.bits.weights.map(\.rawValue)
      tried.append(
        SearchRecord.Finalist(
          device: device.name, architecture: candidate.architecture,
          floatAccuracy: candidate.accuracy, integerAccuracy: accuracy, weightBits: counts))
      search.note(
        "\(device.title): \(candidate.architecture) has \(decimal(100 * candidate.accuracy, 1)) % in "
          + "floating point and \(decimal(100 * accuracy, 1)) % with weights of "
          + "\(counts.min() ?? 8) to \(counts.max() ?? 8) bits")
      winner.cost = bits.cost
      if accuracy > best?.accuracy ?? -1 { best = (winner, accuracy) }
    }
    guard let best else {
      throw miss
        ?? PipelineError.request("No network was found for \(device.title); measure more of them.")
    }
    return (best.winner, tried)
  }
}

extension SearchTarget {
  /// The same device with a multiple of its memory; multiply-adds and time stay.
  func withMemory(times factor: Double) -> SearchTarget {
    var target = self
    for memory in Resource.memories {
      target.budget[memory] = budget[memory].map { ($0 * factor).rounded(.towardZero) }
    }
    return target
  }
}
