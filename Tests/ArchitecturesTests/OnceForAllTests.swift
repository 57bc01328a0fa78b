import Foundation
import Graphs
import Testing

@testable import Architectures

/// The spaces of the once-for-all paper (arXiv 1908.09791) and the networks released with it.
struct OnceForAllTests {
  @Test("The spaces hold as many networks as those of the paper")
  func counts() {
    #expect(SearchSpace.ofaMobileNetV3().subnetworkCount == 21_758_655_492_572_485_851)
    #expect(SearchSpace.ofaProxyless().subnetworkCount == 195_827_899_433_152_372_659)
    #expect(
      SearchSpace.ofaMobileNetV3(width: 1.2).architectureCount == 543_966_387_314_312_146_275)
    #expect(SearchSpace.ofaMobileNetV3().resolutions.count == 25)
    #expect(SearchSpace.ofaMobileNetV3().resolutions.prefix(2) == [128, 132])
    #expect(SearchSpace.ofaMobileNetV3().resolutions.last == 224)
  }

  @Test("Both widths have the channels of the published implementation")
  func channels() {
    func channels(_ space: SearchSpace) -> [Int] {
      [space.stemChannels] + space.units.map(\.channels) + [space.headChannels]
        + (space.featureChannels > 0 ? [space.featureChannels] : [])
    }
    #expect(channels(.ofaMobileNetV3()) == [16, 16, 24, 40, 80, 112, 160, 960, 1280])
    #expect(channels(.ofaMobileNetV3(width: 1.2)) == [24, 24, 32, 48, 96, 136, 192, 1152, 1536])
    #expect(channels(.ofaProxyless()) == [32, 16, 24, 40, 80, 96, 192, 320, 1280])
    #expect(
      channels(.ofaProxyless(width: 1.3)) == [40, 24, 32, 56, 104, 128, 248, 416, 1664])
  }

  /// Depth, expand ratio and kernel of every block; millions of MACs at 224 pixels and of parameters.
  private static let uniform: [(Int, Int, Int, macs: String, parameters: String)] = [
    (2, 3, 3, "121.3", "3.41"), (2, 3, 7, "151.3", "3.49"), (2, 6, 3, "222.6", "4.67"),
    (2, 6, 7, "282.6", "4.84"), (4, 3, 3, "226.2", "4.37"), (4, 3, 7, "292.7", "4.55"),
    (4, 6, 3, "433.1", "7.30"), (4, 6, 7, "566.2", "7.66"),
  ]

  @Test("Uniform networks have the published MACs and parameters", arguments: uniform)
  func uniformNetworks(
    depth: Int, expandRatio: Int, kernel: Int, macs: String, parameters: String
  ) throws {
    let space = SearchSpace.ofaMobileNetV3()
    var architecture = space.largest
    let block = Architecture.Block(kernel: kernel, expandRatio: expandRatio)
    for unit in 1...5 { architecture.units[unit] = Array(repeating: block, count: depth) }
    let graph = try architecture.graph(in: space)
    #expect(Self.millions(graph.macs, digits: 1) == macs)
    #expect(Self.millions(graph.parameterCount, digits: 2) == parameters)
  }

  /// Released networks: space, resolution, blocks by unit, millions of MACs and of parameters.
  private static let released: [(SearchSpace, Int, String, macs: String, parameters: String)] = [
    (
      .ofaMobileNetV3(), 152,
      "k3-e3 k3-e3 | k5-e3 k5-e3 | k7-e4 k3-e3 | k5-e3 k3-e4 | k3-e6 k7-e6", "76.7", "4.30"
    ),
    (
      .ofaMobileNetV3(), 160,
      "k3-e3 k3-e4 | k7-e3 k3-e6 k3-e4 | k7-e3 k3-e6 | k3-e6 k5-e4 | k3-e6 k3-e4 k3-e3 k3-e6",
      "108.6", "5.20"
    ),
    (
      .ofaMobileNetV3(), 172,
      "k5-e3 k3-e4 | k5-e4 k3-e4 k7-e4 | k7-e4 k7-e3 k3-e4 | k3-e4 k3-e6 k3-e4 "
        + "| k3-e6 k5-e6 k3-e6 k5-e4",
      "162.3", "6.02"
    ),
    (
      .ofaMobileNetV3(), 220,
      "k3-e3 k3-e3 | k7-e4 k5-e3 k3-e3 | k5-e6 k5-e4 k5-e3 | k3-e4 k7-e4 k5-e3 "
        + "| k5-e6 k7-e6 k3-e6 k3-e4",
      "229.8", "5.81"
    ),
    (
      .ofaMobileNetV3(width: 1.2), 224,
      "k3-e3 k3-e3 | k5-e3 k3-e4 | k7-e4 k5-e4 k3-e3 | k5-e6 k3-e4 k3-e4 k3-e3 "
        + "| k3-e6 k3-e6 k3-e6 k3-e3",
      "355.5", "8.17"
    ),
    (
      .ofaMobileNetV3(width: 1.2), 228,
      "k5-e3 k3-e6 | k5-e4 k5-e6 k3-e6 k5-e3 | k7-e6 k5-e6 k3-e6 k5-e4 | k5-e6 k5-e6 k5-e6 k5-e4 "
        + "| k3-e6 k3-e6 k5-e6 k3-e3",
      "592.7", "9.23"
    ),
    (
      .ofaMobileNetV3(width: 1.2), 240,
      "k5-e3 k3-e6 k3-e3 | k5-e6 k5-e6 k3-e6 k5-e3 | k7-e6 k5-e6 k3-e6 k3-e4 "
        + "| k5-e6 k3-e6 k5-e6 k3-e4 | k3-e6 k3-e6 k5-e6 k3-e3",
      "641.8", "9.22"
    ),
    (
      .ofaProxyless(width: 1.3), 188,
      "k3-e3 k3-e3 | k5-e3 k3-e6 | k3-e4 k5-e4 k3-e6 | k3-e4 k3-e6 k7-e4 "
        + "| k3-e6 k5-e4 k5-e4 | k3-e4",
      "312.8", "5.19"
    ),
  ]

  @Test("Released networks have the published MACs and parameters", arguments: released)
  func releasedNetworks(
    space: SearchSpace, resolution: Int, blocks: String, macs: String, parameters: String
  ) throws {
    // Two of them look at more pixels than any network did in training.
    var space = space
    space.resolutions = [resolution]
    let units = blocks.split(separator: "|").map { unit in
      unit.split(separator: " ").map { block in
        let numbers = block.split(separator: "-").compactMap { Int($0.dropFirst()) }
        return Architecture.Block(kernel: numbers[0], expandRatio: numbers[1])
      }
    }
    let architecture = Architecture(
      resolution: resolution, units: [[Architecture.Block(kernel: 3, expandRatio: 1)]] + units)
    let graph = try architecture.graph(in: space)
    try graph.verify()
    #expect(Self.millions(graph.macs, digits: 1) == macs)
    #expect(Self.millions(graph.parameterCount, digits: 2) == parameters)
  }

  @Test("The largest network on MobileNetV3 has its layers in the published order")
  func mobileNetV3Layers() throws {
    let space = SearchSpace.ofaMobileNetV3()
    let graph = try space.largest.graph(in: space)
    #expect(graph.node(named: "u1.b0.expand") == nil)
    #expect(graph.node(named: "u1.b0.add") != nil)
    #expect(graph.node(named: "u2.b0.depthwise.act")?.op == .activation(.relu))
    #expect(graph.node(named: "u4.b0.depthwise.act")?.op == .activation(.hSwish))
    let squeezing = [3, 5, 6].map { "u\($0).b3.squeeze.reduce" }
    #expect(graph.nodes.map(\.name).filter { $0.hasSuffix("b3.squeeze.reduce") } == squeezing)
    // A quarter of 80 · 6 and of 160 · 6 in multiples of 8.
    #expect(graph.node(named: "u6.b3.squeeze.reduce")?.value.channels == 240)
    #expect(graph.node(named: "u5.b0.squeeze.reduce")?.value.channels == 120)
    #expect(
      graph.nodes.map(\.name).suffix(7) == [
        "head", "head.bn", "head.act", "pool", "features", "features.act", "classifier",
      ])
    #expect(
      graph.parameters.filter { $0.name.hasPrefix("features.") }.map(\.shape) == [
        [1280, 960, 1, 1]
      ])
    #expect(graph.outputValue == Shape(features: 1000))
  }

  @Test("The largest network on ProxylessNAS ends with one wide block and features before the pool")
  func proxylessLayers() throws {
    let space = SearchSpace.ofaProxyless()
    let graph = try space.largest.graph(in: space)
    #expect(graph.node(named: "u7.b0.project")?.value.description == "7x7x320")
    #expect(graph.node(named: "u7.b1.project") == nil)
    #expect(graph.node(named: "head.bn")?.op == .batchNorm(BatchNorm(epsilon: 1e-3)))
    #expect(graph.nodes.map(\.name).suffix(3) == ["head.act", "pool", "classifier"])
    #expect(!graph.nodes.contains { $0.name.contains("squeeze") })
    // Kernel and expand ratio of 21 blocks, and the resolution.
    #expect(ArchitectureEncoding(space).features(of: space.largest).count == 2 * 21 + 1)
  }

  private static func millions(_ count: Int, digits: Int) -> String {
    String(format: "%.\(digits)f", Double(count) / 1e6)
  }
}
