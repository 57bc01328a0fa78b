import Architectures
import Randomness
import Testing

struct SearchSpaceTests {
  @Test("The built-in space is valid and unknown names are answered with the known ones")
  func builtIn() throws {
    for name in SearchSpace.builtInNames { try SearchSpace.builtIn(name).validate() }
    #expect(throws: ArchitectureError.unknownSpace(name: "x", known: SearchSpace.builtInNames)) {
      try SearchSpace.builtIn("x")
    }
  }

  @Test("Largest, smallest, random, mutated and crossed architectures are points of the space")
  func points() throws {
    let space = SearchSpace.mobile32()
    var generator = SeededGenerator(seed: 1)
    try space.validate(space.largest)
    try space.validate(space.smallest)
    var previous = space.random(using: &generator)
    for _ in 0..<200 {
      let next = space.random(using: &generator)
      try space.validate(next)
      try space.validate(space.mutated(next, probability: 0.4, using: &generator))
      try space.validate(space.crossover(previous, next, using: &generator))
      for smaller in space.smallerNeighbours(of: next) { try space.validate(smaller) }
      previous = next
    }
  }

  @Test("Smaller neighbours end at the smallest architecture")
  func smallerNeighbours() {
    let space = SearchSpace.mobile32()
    var architecture = space.largest
    var steps = 0
    while let smaller = space.smallerNeighbours(of: architecture).last {
      architecture = smaller
      steps += 1
    }
    #expect(architecture == space.smallest)
    #expect(steps < 100)
  }

  @Test("Larger neighbours are points of the space and end at the largest architecture")
  func largerNeighbours() throws {
    let space = SearchSpace.mobile32()
    var architecture = space.smallest
    var steps = 0
    while let larger = space.largerNeighbours(of: architecture).last {
      try space.validate(larger)
      architecture = larger
      steps += 1
    }
    #expect(architecture == space.largest)
    #expect(steps < 100)
  }

  @Test("A mutation of probability 0 changes nothing")
  func noMutation() {
    let space = SearchSpace.mobile32()
    var generator = SeededGenerator(seed: 2)
    let mutant = space.mutated(space.largest, probability: 0, using: &generator)
    #expect(mutant == space.largest)
  }

  @Test("Networks are counted exactly, and not at all where there are 2^128 or more")
  func count() throws {
    #expect(SearchSpace.mobile32().subnetworkCount == 4_226_040)
    #expect(SearchSpace.mobile32().architectureCount == 12_678_120)
    var space = SearchSpace.mobile32()
    // Two choices in each of 127 and of 128 blocks, and one resolution.
    let unit = SearchSpace.Unit(
      channels: 8, stride: 1, depths: [64], kernels: [3, 5], expandRatios: [2])
    space.resolutions = [32]
    space.units = [unit, unit]
    space.units[1].depths = [63]
    #expect(space.architectureCount == 1 << 127)
    space.units[1].depths = [64]
    #expect(space.subnetworkCount == nil)
    space.units[1].depths = [63]
    space.resolutions = [24, 32]
    #expect(space.subnetworkCount == 1 << 127)
    #expect(space.architectureCount == nil)
  }

  @Test("Errors name the gene, the choices and what was found")
  func messages() {
    let space = SearchSpace.mobile32()
    var wrong = space.smallest
    wrong.units[1][0].kernel = 9
    #expect {
      try space.validate(wrong)
    } throws: {
      "\($0)" == "The architecture's kernel of u2.b0 is 9; its search space allows 3, 5, 7."
    }
    wrong = space.smallest
    wrong.units[2] = []
    #expect {
      try space.validate(wrong)
    } throws: {
      "\($0)" == "The architecture's depth of unit 3 is 0; its search space allows 1, 2, 3."
    }
    var broken = space
    broken.units[0].kernels = [3, 4]
    #expect {
      try broken.validate()
    } throws: {
      "\($0)"
        == "Search space 'mobile-32', unit 1, kernels: Choices are ascending, odd and 1 to 63. "
        + "Here it is [3, 4]."
    }
  }
}
