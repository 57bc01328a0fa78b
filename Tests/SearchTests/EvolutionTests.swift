import Architectures
import CostModels
import Devices
import Randomness
import Tensors
import Testing

@testable import Search

struct EvolutionTests {
  private let space = SearchSpace.mobile32()
  private let table: CostTable<MicrocontrollerModel>
  private let predictor: AccuracyPredictor

  init() throws {
    table = try CostTable(
      space: space, model: MicrocontrollerModel(try Device.named("stm32f746")))
    var generator = SeededGenerator(seed: 3)
    let weights = Perceptron.drawn(
      inputs: ArchitectureEncoding(space).featureCount, width: 16, hiddenLayers: 2, base: 0.5,
      using: &generator)
    predictor = try AccuracyPredictor([weights], for: space)
  }

  private func target(
    _ name: String = "any", flashKiB: Double? = nil, ramKiB: Double? = nil, macs: Double? = nil,
    milliseconds: Double? = nil
  ) -> SearchTarget {
    SearchTarget(
      device: name,
      budget: Budget(
        [
          .flash: flashKiB.map { $0 * 1024 }, .ram: ramKiB.map { $0 * 1024 }, .macs: macs,
          .latency: milliseconds,
        ].compactMapValues(\.self)),
      costs: table)
  }

  @Test("The settings are those of the paper")
  func settings() {
    let paper = EvolutionSettings(seed: 1)
    #expect((paper.population, paper.generations) == (100, 500))
    #expect((paper.parentRatio, paper.mutationRatio) == (0.25, 0.5))
    #expect((paper.mutation, paper.resolutionMutation) == (0.1, 0.5))
    #expect((paper.parents, paper.mutated) == (25, 50))
    var tutorial = paper
    tutorial.resolutionMutation = 0.1
    #expect(EvolutionSettings.tutorial(seed: 1) == tutorial)
  }

  @Test("Mutation and crossover take genes with the probabilities of the paper")
  func breeding() {
    let layout = GenomeLayout(.ofaMobileNetV3())
    var breeding = Breeding(layout, mutation: 0.1, resolutionMutation: 0.5, draws: Draws(seed: 1))
    func bytes(_ gene: BlockGene) -> [Int] {
      layout.genes.indices.filter {
        guard case .block(_, gene) = layout.genes[$0].place else { return false }
        return true
      }
    }
    let (kernelBytes, ratioBytes) = (bytes(.kernel), bytes(.expandRatio))
    #expect(kernelBytes.count == 21 && ratioBytes.count == 21)
    var child = [UInt8](repeating: 0, count: layout.count)
    let zeros = child
    var (resolutions, kernels, ratios, depths) = (0.0, 0.0, 0.0, 0.0)
    let rounds = 2000
    for _ in 0..<rounds {
      breeding.mutate(zeros, from: 0, into: &child)
      resolutions += child[0] > 0 ? 1 : 0
      depths += Double(child[1...6].filter { $0 > 0 }.count) / 5
      kernels += Double(kernelBytes.filter { child[$0] > 0 }.count) / 20
      ratios += Double(ratioBytes.filter { child[$0] > 0 }.count) / 20
    }
    // A draw gives the same choice once in 25 or in 3 times.
    #expect(abs(resolutions / Double(rounds) - 0.5 * 24 / 25) < 0.05)
    for changed in [depths, kernels, ratios] {
      #expect(abs(changed / Double(rounds) - 0.1 * 2 / 3) < 0.01)
    }
    let parents = zeros + [UInt8](repeating: 1, count: layout.count)
    var taken = 0.0
    for _ in 0..<rounds {
      breeding.cross(parents, 0, layout.count, into: &child)
      taken += Double(child.filter { $0 == 1 }.count) / Double(layout.count)
    }
    #expect(abs(taken / Double(rounds) - 0.5) < 0.02)
  }

  @Test("A winner stays within flash, RAM, MACs and latency, and is among the best points that do")
  func budgets() throws {
    let settings = EvolutionSettings(population: 40, generations: 20, seed: 5)
    let target = target(flashKiB: 150, ramKiB: 70, macs: 6_000_000, milliseconds: 90)
    let winner = try search(for: target, by: predictor, settings: settings)
    #expect(target.budget.violations(of: winner.cost).isEmpty)
    #expect(try winner.cost == table.exactCost(of: winner.candidate.architecture))
    #expect(abs(predictor([winner.candidate.architecture])[0] - winner.candidate.accuracy) < 1e-6)

    var generator = SeededGenerator(seed: 6)
    let random = (0..<2000).map { _ in space.random(using: &generator) }.filter(target.fits)
    let best = predictor(random).max() ?? 0
    #expect(!random.isEmpty && winner.candidate.accuracy > best)
  }

  @Test("The same seed gives the same winner; tables and functions agree")
  func deterministic() throws {
    let settings = EvolutionSettings(population: 20, generations: 8, seed: 7)
    let quick = target(flashKiB: 150, ramKiB: 70)
    let slow = SearchTarget(
      device: quick.device, budget: quick.budget,
      costs: FunctionCosts(of: space, exact: table.exactCost) { table.cost(of: $0) })
    let winner = try search(for: quick, by: predictor, settings: settings)
    #expect(try search(for: quick, by: predictor, settings: settings) == winner)
    #expect(try search(for: slow, by: predictor, settings: settings) == winner)
  }

  @Test("A budget that draws hardly ever meet is met all the same; one below all is refused")
  func guarded() throws {
    let smallest = table.cost(of: space.smallest)
    var settings = EvolutionSettings(population: 20, generations: 4, seed: 1)
    settings.patience = 3
    var tight = target("tight")
    tight.budget[.flash] = smallest.value(of: .flash)
    tight.budget[.ram] = smallest.value(of: .ram)
    let winner = try search(for: tight, by: predictor, settings: settings)
    #expect(tight.budget.violations(of: winner.cost).isEmpty)

    tight.budget[.flash] = smallest.value(of: .flash) - 1
    let error = #expect(throws: SearchError.self) {
      try search(for: tight, by: predictor, settings: settings)
    }
    #expect(error?.description.hasPrefix("No architecture fits tight: of the nearest") == true)
  }

  @Test("Genomes that come again are predicted once")
  func remembered() {
    var predicted = PredictedGenomes(predictor, capacity: 2)
    let layout = predictor.features.layout
    var generator = SeededGenerator(seed: 8)
    let architectures = (0..<50).map { _ in space.random(using: &generator) }
    let indices = architectures.map { predicted.index(of: layout.genome(of: $0)) }
    predicted.predict()
    #expect(architectures.map { predicted.index(of: layout.genome(of: $0)) } == indices)
    #expect(predicted.count == Set(architectures).count)
    #expect(predicted.accuracies.count == predicted.count)
    for (architecture, index) in zip(architectures, indices) {
      #expect(layout.architecture(of: predicted[index]) == architecture)
      #expect(abs(predictor([architecture])[0] - Double(predicted.accuracies[index])) < 1e-6)
    }
  }
}
