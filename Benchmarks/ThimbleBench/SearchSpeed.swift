import Architectures
import ArgumentParser
import CostModels
import Devices
import Foundation
import Randomness
import Search

/// The evolutionary search of the once-for-all paper with a predictor of drawn weights.
struct SearchSpeed: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", abstract: "Time the search with a predictor on one thread.")

  @Option(help: "A built-in search space.")
  var space = "ofa-mobilenetv3"

  @Option(help: "A built-in device, whose flash, RAM and milliseconds are limits, too.")
  var device = "stm32h743"

  @Option(help: "Multiply-adds per image at the most, in millions.")
  var millionMacs = 300.0

  @Option(help: "KiB of flash at the most.")
  var flash = 16_384

  @Option(help: "KiB of RAM at the most.")
  var ram = 8192

  @Option(help: "Milliseconds at the most, by the device's model.")
  var milliseconds = 1e5

  @Option(help: "Generations behind the first population.")
  var generations = 500

  @Option(help: "How often the same search is timed; the best counts.")
  var runs = 3

  @Option(help: "Decides the predictor's weights and every draw.")
  var seed: UInt64 = 0

  func run() throws {
    let space = try SearchSpace.builtIn(space)
    let clock = ContinuousClock()
    let start = clock.now
    let target = SearchTarget(
      device: device,
      budget: [
        .flash: Double(flash * 1024), .ram: Double(ram * 1024),
        .macs: (millionMacs * 1e6).rounded(),
        .latency: milliseconds,
      ],
      costs: try Device.named(device).costs(of: space))
    let tableSeconds = (clock.now - start) / .seconds(1)
    let predictor = try AccuracyPredictor.drawn(for: space, seed: seed)
    let settings = EvolutionSettings(generations: generations, seed: seed)
    var seconds: [Double] = []
    var winner: SearchResult.Winner?
    for _ in 0..<max(runs, 1) {
      let begin = clock.now
      winner = try search(for: target, by: predictor, settings: settings)
      seconds.append((clock.now - begin) / .seconds(1))
    }
    guard let winner else { return }
    printJSON([
      "space": space.name, "subnetworks": space.architectureCount.map { "\($0)" } ?? "beyond 2^128",
      "population": settings.population,
      "generations": generations, "seconds": seconds.min() ?? 0, "table_seconds": tableSeconds,
      "winner": winner.candidate.architecture.description,
      "prediction": winner.candidate.accuracy,
      "million_macs": winner.cost.value(of: .macs) / 1e6,
      "flash_kib": winner.cost.value(of: .flash) / 1024,
      "ram_kib": winner.cost.value(of: .ram) / 1024,
      "milliseconds": winner.cost.value(of: .latency),
    ])
  }
}

/// Many devices with drawn budgets from one front.
struct FleetSpeed: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fleet", abstract: "Time serving many devices from one front.")

  @Option(help: "A built-in search space.")
  var space = "mobile-32-large"

  @Option(help: "A built-in device whose core all of them have.")
  var device = "stm32h743"

  @Option(help: "How many devices.")
  var devices = 1000

  @Option(help: "Generations of the search for the front.")
  var generations = 500

  @Option(help: "Generations of each device's own search from the front; 0 leaves it out.")
  var refinement = 20

  @Option(help: "Devices whose answers are compared with a whole search.")
  var compared = 0

  @Option(help: "Worker threads.")
  var threads = 2

  @Option(help: "Decides the predictor's weights, the budgets and every draw.")
  var seed: UInt64 = 0

  func run() throws {
    let space = try SearchSpace.builtIn(space)
    let clock = ContinuousClock()
    let costs = try Device.named(device).costs(of: space)
    let predictor = try AccuracyPredictor.drawn(for: space, seed: seed)
    let targets = targets(costs)
    let start = clock.now
    let front = try Search.front(
      on: targets[0], axes: [.flash, .ram, .latency], by: predictor,
      settings: FrontSettings(generations: generations, seed: seed))
    let frontSeconds = (clock.now - start) / .seconds(1)
    let begin = clock.now
    let settings = EvolutionSettings(generations: refinement, seed: seed)
    let results = serve(
      targets, from: front, by: predictor, refinement: refinement > 0 ? settings : nil,
      threads: threads)
    let seconds = (clock.now - begin) / .seconds(1)
    let winners = results.compactMap { try? $0.get() }
    var (gap, best) = (0.0, 0.0)
    for (target, result) in zip(targets, results).prefix(compared) {
      let whole = try search(
        for: target, by: predictor, settings: EvolutionSettings(seed: seed))
      let served = try result.get()
      gap += (whole.candidate.accuracy - served.candidate.accuracy) / Double(compared)
      best += whole.candidate.accuracy / Double(compared)
    }
    let range = front.points.map(\.accuracy)
    printJSON([
      "space": space.name, "devices": devices, "threads": threads,
      "front_points": front.points.count, "front_seconds": frontSeconds,
      "serving_seconds": seconds, "served": winners.count,
      "architectures": Set(winners.map(\.candidate.architecture)).count,
      "front_range": (range.max() ?? 0) - (range.min() ?? 0), "mean_gap_to_whole_search": gap,
      "mean_of_whole_search": best,
    ])
  }

  /// Budgets between those of the smallest and of the largest network, and some that nothing fits.
  private func targets(_ costs: any ArchitectureCosts) -> [SearchTarget] {
    let space = costs.layout.space
    let (small, large) = (costs.cost(of: space.smallest), costs.cost(of: space.largest))
    var generator = SeededGenerator(seed: seed)
    func between(_ resource: Resource) -> Double {
      let share = Double.random(in: 0..<1, using: &generator)
      let (small, large) = (small.value(of: resource), large.value(of: resource))
      return small * exp2(share * log2(large / small))
    }
    return (0..<devices).map { number in
      SearchTarget(
        device: "device-\(number)",
        budget: [
          .flash: between(.flash).rounded(.down), .ram: between(.ram).rounded(.down),
          .latency: between(.latency),
        ],
        costs: costs)
    }
  }
}
