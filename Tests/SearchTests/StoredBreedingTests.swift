import Architectures
import Devices
import Randomness
import Tensors
import TestSupport
import Testing

@testable import Search

/// What the genetic operators give for a seed, so that a search that is repeated finds the same.
struct StoredBreedingTests {
  private static let spaces: [SearchSpace] = [.mobile32(), .ofaMobileNetV3(), mixed]

  private static let mixed = SearchSpace(
    name: "mixed", resolutions: [8, 16, 24], imageChannels: 1, stemChannels: 6,
    units: [
      SearchSpace.Unit(channels: 6, stride: 1, depths: [1], kernels: [3], expandRatios: [1]),
      SearchSpace.Unit(
        channels: 8, stride: 2, depths: [1, 3], kernels: [3, 5], expandRatios: [2]),
      SearchSpace.Unit(
        channels: 8, stride: 1, depths: [1, 2], kernels: [5], expandRatios: [1, 3, 6]),
    ],
    headChannels: 0, classes: 2)

  /// A cost that grows with each choice: bytes of flash as sums, of RAM as a maximum.
  @Sendable private static func cost(_ architecture: Architecture) -> Cost {
    var (flash, ram) = (0, 0)
    for blocks in architecture.units {
      for block in blocks {
        flash += 10 * block.expandRatio + block.kernel * block.kernel
        ram = max(ram, architecture.resolution * block.expandRatio)
      }
    }
    return [.flash: Quantity(Double(flash), .estimated), .ram: Quantity(Double(ram), .estimated)]
  }

  /// A budget of a share of what the largest architecture needs.
  private static func target(_ space: SearchSpace, share: Double) -> SearchTarget {
    let most = cost(space.largest)
    return SearchTarget(
      device: "any",
      budget: Budget(
        Dictionary(
          uniqueKeysWithValues: Resource.memories.map {
            ($0, (share * most.value(of: $0)).rounded(.down))
          })),
      costs: FunctionCosts(of: space, cost))
  }

  private static func points(of space: SearchSpace, seed: UInt64 = 21) -> [Architecture] {
    var generator = SeededGenerator(seed: seed)
    return (0..<20).map { _ in space.random(using: &generator) }
  }

  @Test(arguments: zip(spaces, ["6ff0a16fc4bcbffc", "7049373c2da08443", "3fb6ecd5c09b2227"]))
  func `Mutations of running blocks are the same`(space: SearchSpace, stored: String) {
    let layout = GenomeLayout(space)
    var breeding = Breeding(
      layout, mutation: 0.4, resolutionMutation: 0.4, draws: SeededGenerator(seed: 1))
    var child = [UInt8](repeating: 0, count: layout.count)
    let lines = Self.points(of: space).map {
      breeding.mutate(layout.genome(of: $0), from: 0, into: &child)
      return layout.architecture(of: child).description
    }
    #expect(fingerprint(lines) == stored)
  }

  @Test(arguments: zip(spaces, ["890c6cf2496314b9", "bb6306f21688db37", "86178fa7798b0dfe"]))
  func `Crossings of running blocks are the same`(space: SearchSpace, stored: String) {
    let layout = GenomeLayout(space)
    var breeding = Breeding(
      layout, mutation: 0, resolutionMutation: 0, draws: SeededGenerator(seed: 2))
    var child = [UInt8](repeating: 0, count: layout.count)
    let points = Self.points(of: space)
    let lines = zip(points, points.dropFirst()).map {
      breeding.cross(layout.genome(of: $0) + layout.genome(of: $1), 0, layout.count, into: &child)
      return layout.architecture(of: child).description
    }
    #expect(fingerprint(lines) == stored)
  }

  @Test(arguments: zip(spaces, ["869452971ab27031", "fef5fabc3d127551", "41bf1b0d0e4e120b"]))
  func `Neighbours come in the same order`(space: SearchSpace, stored: String) {
    let layout = GenomeLayout(space)
    let breeding = Breeding(
      layout, mutation: 0, resolutionMutation: 0, draws: SeededGenerator(seed: 0))
    let lines = Self.points(of: space).flatMap { point in
      let genome = layout.genome(of: point)
      let steps =
        breeding.smallerSteps(of: genome).map { ($0, genome[$0] - 1) }
        + breeding.largerSteps(of: genome).map { ($0, genome[$0] + 1) }
      return steps.map { byte, value in
        var neighbour = genome
        neighbour[byte] = value
        return layout.architecture(of: neighbour).description
      }
    }
    #expect(fingerprint(lines) == stored)
  }

  @Test(arguments: zip(spaces, ["af72f5a6c26bf7e5", "e1e7a869cf757fba", "6e36403fa026f203"]))
  func `Points are fitted to a budget in the same way`(space: SearchSpace, stored: String) {
    let layout = GenomeLayout(space)
    var breeding = Breeding(
      layout, mutation: 0, resolutionMutation: 0, draws: SeededGenerator(seed: 3))
    var lines: [String] = []
    for share in [0.3, 0.5, 0.8] {
      let excess = Self.target(space, share: share).excess
      for point in Self.points(of: space) {
        var genome = layout.genome(of: point)
        guard breeding.shrink(&genome, by: excess) else {
          lines += ["none", "none"]
          continue
        }
        let shrunk = layout.architecture(of: genome).description
        breeding.grow(&genome) { excess($0) == 0 }
        lines += [layout.architecture(of: genome).description, shrunk]
      }
    }
    #expect(fingerprint(lines) == stored)
  }

  @Test(arguments: zip(spaces, ["67df9c785f8becf1", "94d4d568280e6bff", "23007f090fd6164a"]))
  func `Genomes are bred in the same way`(space: SearchSpace, stored: String) {
    let layout = GenomeLayout(space)
    var breeding = Breeding(layout, mutation: 0.3, resolutionMutation: 0.5, draws: Draws(seed: 4))
    var child = [UInt8](repeating: 0, count: layout.count)
    var parents: [UInt8] = []
    var lines: [String] = []
    for _ in 0..<10 {
      breeding.draw(into: &child)
      lines.append("\(child)")
      parents += child
    }
    for number in 0..<10 {
      breeding.mutate(parents, from: number * layout.count, into: &child)
      lines.append("\(child)")
      breeding.cross(
        parents, number * layout.count, (9 - number) * layout.count, into: &child)
      lines.append("\(child)")
      let target = Self.target(space, share: [0.3, 0.5, 0.8][number % 3])
      let fits = breeding.shrink(&child, by: target.excess)
      lines.append("\(fits) \(child)")
    }
    #expect(fingerprint(lines) == stored)
  }

  @Test(arguments: zip(spaces, ["dc8d1f9d58eed013", "2f1e4e73968a1abe", "ef7f1a57878c1c70"]))
  func `Features and sums of choices are the same`(space: SearchSpace, stored: String) {
    let features = GenomeFeatures(GenomeLayout(space))
    let points = Self.points(of: space)
    var rows = OneHotRows()
    for point in points { features.append(features.layout.genome(of: point)[...], to: &rows) }
    let candidates = points.enumerated().map {
      Candidate(architecture: $1, accuracy: 0.5 + Double($0 * 7 % 20) / 100)
    }
    let predictor = AdditivePredictor(candidates, in: space)
    let sums = Self.points(of: space, seed: 22).map { "\(predictor($0).bitPattern)" }
    #expect(fingerprint(["\(features.count)", "\(Array(rows.indices))"] + sums) == stored)
  }

  @Test(arguments: zip(spaces, ["bfcff6cd04a6bfa9", "fafe702e32be1961", "1c1f50779caad963"]))
  func `A search measures the same architectures`(space: SearchSpace, stored: String) async throws {
    let targets = [0.3, 0.6, 1].map { Self.target(space, share: $0) }
    let result = try await search(
      space, for: targets, settings: SearchSettings(candidates: 48, population: 12, seed: 5)
    ) { architectures in
      architectures.map { architecture in
        architecture.units.joined().reduce(Double(architecture.resolution) / 100) {
          $0 + 0.01 * Double($1.expandRatio) + 0.003 * Double($1.kernel)
        }
      }
    }
    #expect(fingerprint(result.measured.map(\.architecture.description)) == stored)
  }
}
