import Architectures
import CostModels
import Devices
import Graphs
import Planning
import Testing

struct BitCostTests {
  @Test("A network costs with 8 bits everywhere what it costs without bits")
  func eightBits() throws {
    let graph = try Zoo.network(named: "mobilenetv1-0.25-cifar")
    let network = QuantizableGraph(graph)
    let model = MicrocontrollerModel(try Device.named("stm32h743"))
    func cost(_ precision: Precision) throws -> Cost {
      let bits = network.uniform(precision, scheme: .perChannelNormalized)
      let arena = try BitPlan(network, at: bits).memory.ramBytes
      return model.cost(of: graph, bits: bits, arenaBytes: arena)
    }
    #expect(try cost(.bits8) == model.cost(of: graph))
    let (eight, four) = (try cost(.bits8), try cost(.bits4))
    // Half of 210,160 bytes of weights, less the code of the packed kernels.
    #expect(eight.flashBytes.value - four.flashBytes.value > 90_000)
    #expect(four.ramBytes.value < 0.7 * eight.ramBytes.value)
    #expect(four.macs == eight.macs)
  }
}
