import Randomness
import Testing

@testable import Architectures

struct ArchitectureEncodingTests {
  /// A space with a fixed first unit, and units of one kernel and of one expand ratio.
  private static let space = SearchSpace(
    name: "mixed", resolutions: [8, 16, 24], stemChannels: 8,
    units: [
      SearchSpace.Unit(channels: 8, stride: 1, depths: [1], kernels: [3], expandRatios: [1]),
      SearchSpace.Unit(
        channels: 8, stride: 2, depths: [1, 2], kernels: [3, 5], expandRatios: [2]),
      SearchSpace.Unit(channels: 8, stride: 1, depths: [1], kernels: [3], expandRatios: [3, 6]),
    ],
    headChannels: 0, classes: 2)

  @Test("Features are kernels by slot, then expand ratios by slot, then the resolution")
  func layout() {
    let encoding = ArchitectureEncoding(Self.space)
    // Kernels 0…1, 2…3 and 4; expand ratios 5, 6 and 7…8; resolutions 9…11.
    let first = zip(encoding.layout.genes, encoding.firstFeatures).compactMap { gene, feature in
      feature.map { "\(gene.place) \($0)" }
    }
    #expect(
      first == [
        "resolution 9", "kernel of u2.b0 0", "kernel of u2.b1 2", "kernel of u3.b0 4",
        "expand ratio of u2.b0 5", "expand ratio of u2.b1 6", "expand ratio of u3.b0 7",
      ])
    #expect(encoding.featureCount == 12)
    #expect(encoding.features(of: Self.space.smallest) == [0, 4, 5, 7, 9])
    #expect(encoding.features(of: Self.space.largest) == [1, 3, 4, 5, 6, 8, 11])
  }

  @Test("The space of the once-for-all paper with 8 resolutions has 128 features")
  func paper() {
    var space = SearchSpace.ofaMobileNetV3()
    space.resolutions = Array(stride(from: 112, through: 224, by: 16))
    let encoding = ArchitectureEncoding(space)
    #expect(encoding.featureCount == 128)
    #expect(encoding.features(of: space.largest).count == 41)
    #expect(encoding.features(of: space.smallest).count == 21)
    #expect(encoding.features(of: space.largest).first == 2)
    #expect(encoding.features(of: space.largest).last == 127)
  }

  @Test func `The encoding of every gene goes block by block`() {
    let encoding = ArchitectureEncoding(everyGeneOf: Self.space)
    // Resolutions 0…2; unit 1: depth 3, kernel 4, ratio 5; unit 2: depths 6…7, kernels 8…9, ratio 10
    // and again; unit 3: depth 14, kernel 15, ratios 16…17.
    #expect(encoding.featureCount == 18)
    #expect(encoding.features(of: Self.space.smallest) == [0, 3, 4, 5, 6, 8, 10, 14, 15, 16])
    #expect(
      encoding.features(of: Self.space.largest) == [2, 3, 4, 5, 7, 9, 10, 12, 13, 14, 15, 17])
    #expect(
      encoding.architecture(of: [3, 2, 4, 5, 7, 9, 10, 12, 13, 14, 15, 17]) == Self.space.largest)
  }

  @Test("Features decode to the architecture they are of")
  func roundTrip() throws {
    var generator = SeededGenerator(seed: 4)
    for space in [Self.space, .mobile32(), .ofaMobileNetV3(), .ofaProxyless()] {
      let encoding = ArchitectureEncoding(space)
      for _ in 0..<100 {
        let architecture = space.random(using: &generator)
        let features = encoding.features(of: architecture)
        #expect(features == features.sorted())
        #expect(encoding.architecture(of: features.reversed()) == architecture)
      }
    }
  }

  @Test(
    "Features of no architecture decode to none",
    arguments: [
      [], [0, 4, 5, 7], [0, 1, 4, 5, 7, 9], [2, 4, 6, 7, 9], [0, 2, 4, 5, 7, 9], [0, 5, 7, 9],
      [0, 4, 5, 7, 9, 12], [0, 4, 5, 7, 9, 9],
    ])
  func noArchitecture(features: [Int]) {
    #expect(ArchitectureEncoding(Self.space).architecture(of: features) == nil)
  }
}
