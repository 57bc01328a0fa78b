import Architectures
import Testing

struct PhotographSpacesTests {
  @Test(arguments: [
    (8, "mobile-32"), (32, "mobile-32"), (33, "mobile-64"), (64, "mobile-64"), (65, "mobile-96"),
    (96, "mobile-96"), (97, "mobile-160"), (224, "mobile-160"),
  ])
  func `A side of photographs has its space`(side: Int, name: String) throws {
    #expect(SearchSpace.builtInName(forSide: side) == name)
    let space = try SearchSpace.builtIn(name, classes: 2)
    #expect(space.largest.resolution >= min(side, 160) && space.classes == 2)
  }

  @Test(arguments: ["mobile-64", "mobile-96", "mobile-160"])
  func `The last units are those of the pretrained space with fewer blocks`(name: String) throws {
    let (space, large) = (try SearchSpace.builtIn(name), SearchSpace.mobile32Large())
    #expect(space.stemChannels == large.stemChannels && space.stemStride == 2)
    #expect(space.headChannels == large.headChannels)
    for (unit, other) in zip(space.units.reversed(), large.units.reversed()) {
      var unit = unit
      #expect(unit.largestDepth <= other.largestDepth)
      unit.depths = other.depths
      #expect(unit == other)
    }
    // (4 · 1 + 16) · (9 + 81 + 729) · (6 + 36 + 216), and one fixed block.
    #expect(space.subnetworkCount == UInt128(20 * 819 * 258))
  }
}
