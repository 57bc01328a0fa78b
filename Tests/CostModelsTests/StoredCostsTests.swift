import Architectures
import CostModels
import Devices
import Graphs
import Randomness
import TestSupport
import Testing

/// What tables of costs and of latencies say about the blocks of a space.
struct StoredCostsTests {
  private static let spaces: [SearchSpace] = [.mobile32(), mixed]

  /// A fixed first unit, a block without expansion, squeeze-and-excite, and features behind the pool.
  private static let mixed = SearchSpace(
    name: "mixed", resolutions: [8, 16], imageChannels: 1, stemChannels: 6,
    units: [
      SearchSpace.Unit(channels: 6, stride: 1, depths: [1], kernels: [3], expandRatios: [1]),
      SearchSpace.Unit(
        channels: 8, stride: 2, depths: [1, 3], kernels: [3, 5], expandRatios: [1, 2],
        activation: .hSwish, squeezes: true),
    ],
    headChannels: 12, featureChannels: 12, classes: 2, channelMultiple: 4)

  @Test(arguments: zip(spaces, ["b2eca0130f2a5f0d", "d52de7b6ec1dfddc"]))
  func `Blocks have the same names in tables of latencies`(
    space: SearchSpace, stored: String
  ) throws {
    var networks: [String] = []
    let table = try LatencyTable.measured(space, name: "any") { network in
      networks.append("\(network.name) \(network.nodes.count) \(network.macs)")
      return [Double(network.macs)]
    }
    let model = MicrocontrollerModel(try Device.named("stm32f746"))
    let costs = try CostTable(space: space, model: MeasuredLatencyModel(model, table))
    var generator = SeededGenerator(seed: 12)
    let lines = try (0..<20).map { _ in
      "\(try #require(costs.cost(of: space.random(using: &generator))[.latency]))"
    }
    #expect(fingerprint(networks + lines) == stored)
  }
}
