import Architectures
import CostModels
import Devices
import Graphs
import Randomness
import Testing

struct SqueezingCostTests {
  @Test("Blocks with squeeze-and-excite and fixed units add up to the cost of the whole graph")
  func table() throws {
    var space = SearchSpace.ofaMobileNetV3(classes: 10)
    space.resolutions = [32, 48]
    let model = MicrocontrollerModel(try Device.named("stm32h743"))
    let table = try CostTable(space: space, model: model)
    var generator = SeededGenerator(seed: 9)
    let random = (0..<6).map { _ in space.random(using: &generator) }
    for architecture in random + [space.largest, space.smallest] {
      let quick = table.cost(of: architecture)
      let exact = model.cost(of: try architecture.graph(in: space))
      #expect(quick[.macs] == exact[.macs] && quick[.latency] == exact[.latency])
      #expect(quick[.flash] == exact[.flash])
      #expect(quick.value(of: .ram) >= exact.value(of: .ram), "\(architecture)")
      #expect(quick.value(of: .ram) <= 1.02 * exact.value(of: .ram), "\(architecture)")
    }
  }
}
