import Architectures
import CostModels
import Devices
import Randomness
import Tensors
import Testing

@testable import Search

struct FrontTests {
  private let space = SearchSpace.mobile32()
  private let table: CostTable<MicrocontrollerModel>
  private let predictor: AccuracyPredictor
  private let settings = FrontSettings(population: 40, generations: 30, capacity: 300, seed: 1)

  init() throws {
    table = try CostTable(
      space: space, model: MicrocontrollerModel(try Device.named("stm32f746")))
    var generator = SeededGenerator(seed: 3)
    let weights = Perceptron.drawn(
      inputs: ArchitectureEncoding(space).featureCount, width: 16, hiddenLayers: 2, base: 0.5,
      using: &generator)
    predictor = try AccuracyPredictor([weights], for: space)
  }

  private func target(_ name: String, _ budget: Budget) -> SearchTarget {
    SearchTarget(
      device: name, budget: budget, costs: table)
  }

  private func front(_ axes: [Resource]) throws -> ParetoFront {
    try Search.front(on: target("any", Budget()), axes: axes, by: predictor, settings: settings)
  }

  @Test("No point of a front beats another one, and there are no more than it may hold")
  func undominated() throws {
    let axes = [Resource.ram, .flash, .latency]
    let front = try front(axes)
    #expect(front.points.count > 10 && front.points.count <= settings.capacity)
    for (index, point) in front.points.enumerated() {
      let costs = axes.map { point.cost.value(of: $0) }
      for better in front.points.prefix(index) {
        #expect(better.accuracy >= point.accuracy)
        let isBeaten = zip(axes, costs).allSatisfy { better.cost.value(of: $0) <= $1 }
        #expect(!isBeaten, "\(point.architecture) by \(better.architecture)")
      }
      #expect(point.cost == table.cost(of: point.architecture))
    }
  }

  @Test("An archive keeps the best of each box and widens its boxes when it is full")
  func boxes() {
    func cost(_ macs: Double) -> Cost {
      [.macs: Quantity(macs, .estimated)]
    }
    var archive = BoxArchive(axes: [.macs], capacity: 4)
    for (index, macs) in [1000.0, 1001, 2000, 4000, 8000, 8001].enumerated() {
      archive.insert(
        BoxArchive.Entry(index: index, accuracy: Float(index % 5), cost: cost(macs)))
    }
    #expect(archive.entries.map(\.index) == [1, 2, 3, 4])
    #expect(archive.boxesPerDoubling == 32)
    for macs in [500.0, 250, 125] {
      archive.insert(BoxArchive.Entry(index: 9, accuracy: 9, cost: cost(macs)))
    }
    #expect(archive.entries.count <= 4)
    #expect(archive.boxesPerDoubling < 1)
    #expect(archive.front().map(\.accuracy) == [9], "The most accurate is also the cheapest.")
  }

  @Test("Devices are served within their budgets, whatever the number of threads")
  func fleet() throws {
    let front = try front([.ram, .flash, .latency])
    let (small, large) = (table.cost(of: space.smallest), table.cost(of: space.largest))
    let targets = (0..<12).map { number in
      let share = Double(number) / 11
      return target(
        "device \(number)",
        Budget(
          Dictionary(
            uniqueKeysWithValues: Resource.memories.map { memory in
              let (small, large) = (small.value(of: memory), large.value(of: memory))
              return (memory, (small + share * (large - small)).rounded(.down))
            })))
    }
    let impossible = target("none", Budget([.flash: 1]))
    let refinement = EvolutionSettings(population: 20, generations: 3, seed: 2)
    let one = serve(
      targets + [impossible], from: front, by: predictor, refinement: refinement, threads: 1)
    let two = serve(
      targets + [impossible], from: front, by: predictor, refinement: refinement, threads: 2)
    #expect(one.count == 13)
    for (index, target) in targets.enumerated() {
      let winner = try one[index].get()
      #expect(try two[index].get() == winner)
      #expect(winner.device == target.device)
      #expect(target.budget.violations(of: winner.cost).isEmpty)
      if let found = try front.best(for: target) {
        #expect(winner.candidate.accuracy >= found.candidate.accuracy)
      }
    }
    #expect(throws: SearchError.self) { try one[12].get() }
  }

  @Test("A device for which the front has no point gets a search of its own")
  func missing() throws {
    let poor = ParetoFront(
      [
        ParetoFront.Point(
          architecture: space.largest, accuracy: 1, cost: table.cost(of: space.largest))
      ], of: space, axes: [.flash])
    let device = target("small", Budget([.flash: 120 * 1024]))
    #expect(try poor.best(for: device) == nil)
    let winner = try serve(device, from: poor, by: predictor, refinement: nil)
    #expect(device.budget.violations(of: winner.cost).isEmpty)
    let roomy = target("roomy", Budget([.flash: 4 * 1024 * 1024]))
    let largest = try serve(roomy, from: poor, by: predictor, refinement: nil)
    #expect(largest.candidate == Candidate(architecture: space.largest, accuracy: 1))
  }
}
