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

  @Test("Largest, smallest and random architectures are points of the space")
  func points() throws {
    let space = SearchSpace.mobile32()
    var generator = SeededGenerator(seed: 1)
    try space.validate(space.largest)
    try space.validate(space.smallest)
    for _ in 0..<200 { try space.validate(space.random(using: &generator)) }
  }

  @Test func `Every choice is listed once, by its kind and then by its place`() {
    var space = SearchSpace.mobile32()
    space.units = [space.units[0], space.units[1]]
    space.units[1].depths = [1]
    #expect(
      space.genes.map { "\($0.place): \($0.choices)" } == [
        "resolution: [16, 24, 32]", "depth of unit 1: [1, 2]", "depth of unit 2: [1]",
        "kernel of u1.b0: [3, 5]", "kernel of u1.b1: [3, 5]", "kernel of u2.b0: [3, 5, 7]",
        "expand ratio of u1.b0: [2, 3]", "expand ratio of u1.b1: [2, 3]",
        "expand ratio of u2.b0: [2, 3, 4]",
      ])
    #expect(space.largest[.block(BlockPosition(unit: 0, block: 1), .kernel)] == 5)
    #expect(space.smallest[.block(BlockPosition(unit: 0, block: 1), .kernel)] == nil)
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
