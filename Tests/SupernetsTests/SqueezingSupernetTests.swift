import Architectures
import Graphs
import Randomness
import Supernets
import Tensors
import Testing
import Training

/// What the spaces of the once-for-all paper have beside ours: squeeze-and-excite, rounded middle
/// channels, a fixed unit and features behind the pool.
struct SqueezingSupernetTests {
  private static let space = SearchSpace(
    name: "squeezing", resolutions: [8, 10], imageChannels: 1, stemChannels: 6,
    units: [
      SearchSpace.Unit(
        channels: 6, stride: 1, depths: [1], kernels: [3], expandRatios: [1], activation: .relu),
      SearchSpace.Unit(
        channels: 10, stride: 2, depths: [1, 2], kernels: [3, 5], expandRatios: [2, 3, 5],
        squeezes: true),
    ],
    headChannels: 12, featureChannels: 16, classes: 4, activation: .hSwish, channelMultiple: 8,
    epsilon: 1e-3)

  @Test func `Middle channels are rounded, and squeezed ones are leading slices of both layers`()
    throws
  {
    let supernet = try Supernet(Self.space)
    let weights = try SupernetEngineTests.weights(of: supernet)
    let small = try supernet.extracted(
      Architecture(
        resolution: 8,
        units: [
          [Architecture.Block(kernel: 3, expandRatio: 1)],
          [5, 2].map { Architecture.Block(kernel: 5, expandRatio: $0) },
        ]), from: weights)
    // 10 · 2 and 10 · 5 channels become 24 and 48; a quarter of them 8 and 16.
    let expected = [
      ("u2.b1.expand.weight", [48, 10, 1, 1], [24, 10, 1, 1]),
      ("u2.b1.squeeze.reduce.weight", [16, 48], [8, 24]),
      ("u2.b1.squeeze.reduce.bias", [16], [8]),
      ("u2.b1.squeeze.expand.weight", [48, 16], [24, 8]),
      ("u2.b1.squeeze.expand.bias", [48], [24]),
      ("u2.b1.project.weight", [10, 48, 1, 1], [10, 24, 1, 1]),
    ]
    for (name, whole, part) in expected {
      let (large, slice) = (try #require(weights[name]), try #require(small[name]))
      #expect(large.shape == whole && slice.shape == part)
      let rows = part[0]
      let (width, columns) = (large.values.count / whole[0], slice.values.count / rows)
      for row in 0..<rows {
        #expect(
          slice.values[row * columns..<(row + 1) * columns]
            .elementsEqual(large.values[row * width..<row * width + columns]), "\(name)")
      }
    }
    #expect(
      supernet.kernelTransformNames
        == ["u2.b0.depthwise.transform.5to3", "u2.b1.depthwise.transform.5to3"])
  }

  private static let architectures = {
    var generator = SeededGenerator(seed: 3)
    return [space.largest, space.smallest] + (0..<4).map { _ in space.random(using: &generator) }
  }()

  @Test(arguments: architectures)
  func `A slice with squeeze-and-excite equals the extracted sub-network exactly`(
    architecture: Architecture
  ) throws {
    let supernet = try Supernet(Self.space)
    try SliceComparison(
      architecture, of: supernet, try SupernetEngineTests.weights(of: supernet),
      on: SupernetEngineTests.batch(seed: 4, side: architecture.resolution)
    ).expectGradients(of: "u2.b0.squeeze.reduce.weight")
  }
}
