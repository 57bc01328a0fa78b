import Architectures
import CostModels
import Devices
import Graphs
import Randomness
import Testing

struct CostTableTests {
  @Test("The sums of the table are the costs of the whole graph; RAM is not below it")
  func table() throws {
    let space = SearchSpace.mobile32()
    let model = MicrocontrollerModel(try Device.named("stm32f746"))
    let table = try CostTable(space: space, model: model)
    var generator = SeededGenerator(seed: 7)
    let random = (0..<200).map { _ in space.random(using: &generator) }
    for architecture in random + [space.largest, space.smallest] {
      let quick = table.cost(of: architecture)
      let exact = model.cost(of: try architecture.graph(in: space))
      #expect(quick[.macs] == exact[.macs])
      #expect(quick[.latency] == exact[.latency])
      #expect(quick[.flash] == exact[.flash])
      #expect(quick.value(of: .ram) >= exact.value(of: .ram), "\(architecture)")
      #expect(quick.value(of: .ram) <= 1.02 * exact.value(of: .ram), "\(architecture)")
    }
  }

  @Test("A space without expansion, residuals or head has a table, too")
  func smallSpace() throws {
    let space = SearchSpace(
      name: "plain", resolutions: [8, 16], imageChannels: 1, stemChannels: 6, stemStride: 2,
      units: [
        SearchSpace.Unit(
          channels: 6, stride: 1, depths: [1, 2], kernels: [3], expandRatios: [1, 3]),
        SearchSpace.Unit(channels: 9, stride: 2, depths: [1], kernels: [3, 5], expandRatios: [2]),
      ],
      headChannels: 0, classes: 3, activation: .hSwish)
    let model = MicrocontrollerModel(try Device.named("rp2040"), stackBytes: 4096)
    let table = try CostTable(space: space, model: model)
    var generator = SeededGenerator(seed: 8)
    for architecture in (0..<20).map({ _ in space.random(using: &generator) }) {
      let quick = table.cost(of: architecture)
      let exact = model.cost(of: try architecture.graph(in: space))
      #expect(quick[.macs] == exact[.macs] && quick[.latency] == exact[.latency])
      #expect(quick[.flash] == exact[.flash])
      #expect(quick.value(of: .ram) >= exact.value(of: .ram))
    }
  }
}
