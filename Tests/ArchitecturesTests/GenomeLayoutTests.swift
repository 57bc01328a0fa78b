import Architectures
import Randomness
import Testing

struct GenomeLayoutTests {
  @Test("A genome is the architecture, whatever skipped blocks hold")
  func roundTrip() throws {
    for space in [SearchSpace.mobile32(), .mobile32Large()] {
      let layout = GenomeLayout(space)
      var generator = SeededGenerator(seed: 1)
      for _ in 0..<50 {
        let architecture = space.random(using: &generator)
        let genome = layout.genome(of: architecture)
        #expect(genome.count == layout.count)
        #expect(layout.architecture(of: genome) == architecture)

        let drawn = layout.choiceCounts.map {
          UInt8(Int.random(in: 0..<$0, using: &generator))
        }
        let point = layout.architecture(of: drawn)
        try space.validate(point)
        #expect(layout.architecture(of: layout.genome(of: point)) == point)
      }
    }
  }
}
