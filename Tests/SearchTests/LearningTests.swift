import Architectures
import CostModels
import Devices
import Randomness
import Testing

@testable import Search

struct LearningTests {
  private let space = SearchSpace.mobile32()
  private let table: CostTable<MicrocontrollerModel>
  private let known: [Candidate]
  private let predictor: AccuracyPredictor
  private let settings = LearningSettings(
    rounds: 3, winners: 4,
    evolution: EvolutionSettings(population: 40, generations: 40, seed: 1),
    predictor: PredictorSettings(width: 64, epochs: 60, batch: 32, seed: 1))

  init() throws {
    table = try CostTable(
      space: space, model: MicrocontrollerModel(try Device.named("stm32f746")))
    var generator = SeededGenerator(seed: 5)
    known = (0..<200).map { [space] _ in
      let architecture = space.random(using: &generator)
      return Candidate(architecture: architecture, accuracy: Self.accuracy(architecture, in: space))
    }
    predictor = try .trained(on: known, in: space, settings: settings.predictor)
  }

  /// Grows with every choice, but neighbouring blocks that are both as large as can be spoil each other:
  /// an effect that uniform draws hardly show and that decides among the best.
  private static func accuracy(_ architecture: Architecture, in space: SearchSpace) -> Double {
    var sum = 0.5 + 0.002 * Double(architecture.resolution)
    var wasLargest = false
    for (unit, blocks) in zip(space.units, architecture.units) {
      for block in blocks {
        sum += 0.006 * Double(block.kernel) / 7 + 0.012 * Double(block.expandRatio) / 4
        let isLargest =
          block.kernel == unit.kernels.last && block.expandRatio == unit.expandRatios.last
        if isLargest, wasLargest { sum -= 0.015 }
        wasLargest = isLargest
      }
    }
    return sum
  }

  private func target(_ name: String, ramKiB: Int? = nil, flashKiB: Int? = nil) -> SearchTarget {
    SearchTarget(
      device: name,
      budget: Budget(
        [.flash: flashKiB, .ram: ramKiB].compactMapValues { $0.map { Double($0 * 1024) } }),
      costs: table)
  }

  private func search(_ targets: [SearchTarget], _ settings: LearningSettings) async throws
    -> SearchResult
  {
    try await Search.search(for: targets, by: predictor, knowing: known, settings: settings) {
      $0.map { Self.accuracy($0, in: space) }
    }
  }

  @Test("What learns from its winners finds better networks than as many measurements at once")
  func better() async throws {
    let targets = [target("large"), target("small", ramKiB: 64, flashKiB: 200)]
    let learned = try await search(targets, settings)
    var once = settings
    (once.rounds, once.winners) = (1, 12)
    let atOnce = try await search(targets, once)
    #expect(learned.measured.count == settings.measurements(targets: 2))
    let (better, plain) = (
      learned.winners.map(\.candidate.accuracy), atOnce.winners.map(\.candidate.accuracy)
    )
    #expect(better[0] > plain[0] + 0.005, "Where the largest choices are within the budget.")
    #expect(better[1] >= plain[1])
  }

  @Test("It is the same with the same seed, within the budgets, and measures nothing twice")
  func same() async throws {
    let targets = [target("large"), target("small", ramKiB: 64, flashKiB: 200)]
    let (one, other) = (
      try await search(targets, settings), try await search(targets, settings)
    )
    #expect(one == other)
    #expect(Set(one.measured.map(\.architecture)).count == one.measured.count)
    #expect(Set(one.measured.map(\.architecture)).isDisjoint(with: known.map(\.architecture)))
    for (winner, target) in zip(one.winners, targets) {
      #expect(winner.device == target.device)
      #expect(target.budget.violations(of: winner.cost).isEmpty)
    }
  }

  @Test("The largest network that fits is measured, and a known one may win")
  func competitors() async throws {
    let best = Candidate(architecture: space.smallest, accuracy: 0.99)
    let result = try await Search.search(
      for: [target("large")], by: predictor, knowing: known + [best], settings: settings
    ) { $0.map { Self.accuracy($0, in: space) } }
    #expect(result.measured.first?.architecture == space.largest)
    #expect(result.winners.first?.candidate == best)
  }

  @Test("Without what it learned from, a predictor asks once")
  func unknown() async throws {
    var asked: [Int] = []
    let result = try await Search.search(
      for: [target("large")], by: predictor, knowing: [], settings: settings
    ) { architectures in
      asked.append(architectures.count)
      return architectures.map { Self.accuracy($0, in: space) }
    }
    #expect(asked == [5])
    #expect(result.winners.first?.candidate.accuracy == result.measured.map(\.accuracy).max())
  }

  @Test("Few measurements are shared by the devices, but each gets one")
  func limits() {
    var settings = settings
    settings.limit(measurements: 96, targets: 8)
    #expect(settings.winners == 3 && settings.measurements(targets: 8) == 80)
    settings.limit(measurements: 1, targets: 1)
    #expect(settings.winners == 1)
  }
}
