import Architectures
import Randomness
import Testing

@testable import Search

/// The operators on blocks that run; `EvolutionTests` has those on whole genomes.
struct BreedingTests {
  private let space = SearchSpace.mobile32()
  private let layout = GenomeLayout(.mobile32())

  private func breeding(mutation: Double = 0.4) -> Breeding<SeededGenerator> {
    Breeding(
      layout, mutation: mutation, resolutionMutation: mutation, draws: SeededGenerator(seed: 1))
  }

  @Test func `Drawn, mutated and crossed genomes are points without skipped bytes`() throws {
    var breeding = breeding()
    var child = layout.genome(of: space.largest)
    var previous = child
    for _ in 0..<200 {
      breeding.draw(into: &child)
      let drawn = child
      breeding.mutate(drawn, from: 0, into: &child)
      let mutated = child
      breeding.cross(mutated + previous, 0, layout.count, into: &child)
      for genome in [drawn, mutated, child] {
        let point = layout.architecture(of: genome)
        try space.validate(point)
        #expect(layout.genome(of: point) == genome)
      }
      previous = mutated
    }
  }

  @Test func `A draw is that of the space`() {
    var (breeding, generator) = (breeding(), SeededGenerator(seed: 1))
    var child = layout.genome(of: space.smallest)
    for _ in 0..<20 {
      breeding.draw(into: &child)
      #expect(layout.architecture(of: child) == space.random(using: &generator))
    }
  }

  @Test func `A mutation of probability 0 changes nothing`() {
    var breeding = breeding(mutation: 0)
    var child = layout.genome(of: space.smallest)
    breeding.mutate(layout.genome(of: space.largest), from: 0, into: &child)
    #expect(layout.architecture(of: child) == space.largest)
  }

  @Test func `Smaller steps end at the smallest architecture, larger ones at the largest`() throws {
    let breeding = breeding()
    var genome = layout.genome(of: space.largest)
    var steps = 0
    while let byte = breeding.smallerSteps(of: genome).last {
      genome[byte] -= 1
      layout.clearSkipped(&genome)
      try space.validate(layout.architecture(of: genome))
      steps += 1
    }
    #expect(layout.architecture(of: genome) == space.smallest && steps < 100)
    while let byte = breeding.largerSteps(of: genome).last {
      genome[byte] += 1
      try space.validate(layout.architecture(of: genome))
      steps += 1
    }
    #expect(layout.architecture(of: genome) == space.largest && steps < 200)
  }
}
