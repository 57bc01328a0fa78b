import Architectures
import CostModels
import Devices
import Search
import Testing

struct DemonstrationTests {
  @Test("Three devices of different size get three different networks of the built-in space")
  func threeDevices() async throws {
    let space = SearchSpace.mobile32()
    let targets = try ["stm32f746", "stm32f401", "stm32g431"].map { name in
      let device = try Device.named(name)
      return SearchTarget(
        device: name, budget: .standard(for: device), costs: try device.costs(of: space))
    }
    let result = try await search(
      space, for: targets, settings: SearchSettings(seed: 1),
      accuracy: { architectures in
        // Larger is better.
        architectures.map { targets[0].costs.cost(of: $0).value(of: .macs) / 1e8 }
      })
    #expect(Set(result.winners.map(\.candidate.architecture)).count == 3)
    for (winner, target) in zip(result.winners, targets) {
      #expect(target.budget.violations(of: winner.cost).isEmpty)
    }
  }
}
