import Architectures
import CostModels
import Devices
import Graphs
import Randomness
import Tensors
import Testing

@testable import Search

/// A cost model of no device that Thimble knows: layers take turns on a machine that counts nothing but
/// multiply-adds and holds one layer's output at a time.
private struct CounterModel: CostModel {
  struct Segment: CostSegment {
    var macs = 0
    var largestOutput = 0

    mutating func append(_ other: Segment) {
      macs += other.macs
      largestOutput = max(largestOutput, other.largestOutput)
    }
  }

  func cost(of network: SectionedGraph) -> Cost {
    cost(of: segments(of: network, in: [network.graph.nodes.indices])[0])
  }

  func segments(of network: SectionedGraph, in ranges: [Range<Int>]) -> [Segment] {
    ranges.map { range in
      network.graph.nodes[range].reduce(into: Segment()) { segment, node in
        segment.append(
          Segment(macs: network.graph.macs(of: node), largestOutput: node.value.count))
      }
    }
  }

  func cost(of total: Segment) -> Cost {
    [
      .ram: Quantity(Double(total.largestOutput), .estimated),
      .macs: Quantity(Double(total.macs), .estimated),
    ]
  }
}

struct OtherModelTests {
  private let space = SearchSpace.mobile32()

  @Test func `A table adds up the segments of any model`() throws {
    let (model, table) = (CounterModel(), try CostTable(space: space, model: CounterModel()))
    var generator = SeededGenerator(seed: 4)
    for architecture in (0..<40).map({ _ in space.random(using: &generator) }) {
      let cost = table.cost(of: architecture)
      let network = try architecture.sectionedGraph(in: space)
      #expect(cost == model.cost(of: network), "\(architecture)")
      #expect(cost[.macs]?.value == Double(network.graph.macs))
      #expect(cost[.flash] == nil && cost[.latency] == nil)
      #expect(try table.exactCost(of: architecture) == cost)
    }
  }

  @Test func `A search stays within the budgets of any model`() async throws {
    let table = try CostTable(space: space, model: CounterModel())
    let (small, large) = (table.cost(of: space.smallest), table.cost(of: space.largest))
    let limit = (small.value(of: .macs) + large.value(of: .macs)) / 2
    let target = SearchTarget(device: "counter", budget: [.macs: limit], costs: table)
    let result = try await search(
      space, for: [target], settings: SearchSettings(candidates: 24, seed: 1),
      accuracy: { $0.map { table.cost(of: $0).value(of: .macs) / 1e9 } })
    let found = result.winners[0].cost.value(of: .macs)
    #expect(found <= limit && found > 0.8 * limit)
    #expect(
      result.measured.allSatisfy { table.cost(of: $0.architecture).value(of: .macs) <= limit })

    let axes: [Resource] = [.macs, .ram]
    var generator = SeededGenerator(seed: 2)
    let weights = Perceptron.drawn(
      inputs: ArchitectureEncoding(space).featureCount, width: 16, hiddenLayers: 2, base: 0.5,
      using: &generator)
    let predictor = try AccuracyPredictor([weights], for: space)
    let front = try Search.front(
      on: target, axes: axes, by: predictor,
      settings: FrontSettings(population: 20, generations: 5, capacity: 100, seed: 3))
    #expect(front.points.count > 1)
    for (better, worse) in zip(front.points, front.points.dropFirst()) {
      #expect(better.accuracy >= worse.accuracy)
      #expect(axes.contains { worse.cost.value(of: $0) < better.cost.value(of: $0) })
    }
  }

  @Test func `A limit of what a model does not know is refused`() throws {
    let table = try CostTable(space: space, model: CounterModel())
    let target = SearchTarget(device: "counter", budget: [.latency: 5], costs: table)
    let error = #expect(throws: SearchError.unknownCost(device: "counter", .latency)) {
      try target.requireFit()
    }
    #expect(
      error?.description
        == "The cost model of counter has no number for latency. Leave it out of budgets and "
        + "fronts.")
  }

  @Test func `Costs of another space are refused before anything is measured`() async throws {
    let other = SearchSpace.mobile32Large()
    let table = try CostTable(space: other, model: CounterModel())
    let target = SearchTarget(device: "counter", budget: Budget(), costs: table)
    let error = await #expect(throws: SearchError.self) {
      try await search(
        space, for: [target], settings: SearchSettings(candidates: 2, seed: 1),
        accuracy: { _ in fatalError("Nothing is measured.") })
    }
    #expect(
      error
        == .otherSpace(device: "counter", expected: "mobile-32", found: "mobile-32-large"))
    #expect(
      error?.description
        == "The search is in the space 'mobile-32'; what is known of counter is of "
        + "'mobile-32-large'. Make its costs or its front of the space that is searched.")
  }

  @Test func `Too few candidates and other numbers of accuracies are refused`() async throws {
    let costs = try CostTable(space: space, model: CounterModel())
    let targets = ["a", "b"].map { SearchTarget(device: $0, budget: Budget(), costs: costs) }
    await #expect(throws: SearchError.tooFewCandidates(1, devices: 2)) {
      try await search(
        space, for: targets, settings: SearchSettings(candidates: 1, seed: 1),
        accuracy: { $0.map { _ in 0.5 } })
    }
    await #expect(throws: SearchError.otherAccuracies(expected: 1, found: 0)) {
      try await search(
        space, for: [targets[0]], settings: SearchSettings(candidates: 1, seed: 1),
        accuracy: { _ in [] })
    }
  }
}
