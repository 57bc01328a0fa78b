import Architectures
import CostModels
import Devices
import Testing

struct PhotographSpacesTests {
  /// RAM of the largest and the smallest network in KiB with the stack, rounded up, as the documentation
  /// of each space and the README state it.
  @Test(arguments: [
    ("mobile-32", 131, 27), ("mobile-32-large", 131, 27), ("mobile-64", 131, 27),
    ("mobile-96", 291, 57), ("mobile-160", 278, 47),
  ])
  func `The largest and the smallest network take the stated RAM`(
    name: String, largest: Int, smallest: Int
  ) throws {
    let space = try SearchSpace.builtIn(name)
    let model = MicrocontrollerModel(try Device.named("stm32h743"))
    let table = try CostTable(space: space, model: model)
    let found = [space.largest, space.smallest].map {
      Int((table.cost(of: $0).value(of: .ram) / 1024).rounded(.up))
    }
    #expect(found == [largest, smallest])
    // A device of 64 KiB leaves 60 for a network, with a stack of 2 KiB.
    #expect(smallest <= 60)
  }
}
