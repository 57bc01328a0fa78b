import Architectures
import Graphs
import Randomness
import Testing

/// The architectures that `Scripts/ablation` trains alone, beside their weights in the supernet.
struct AblationTests {
  @Test("The ablation takes the first two of seed 0 with 40 to 60 % of the largest network's MACs")
  func firstTwo() throws {
    let space = SearchSpace.mobile32Large()
    let most = Double(try space.largest.graph(in: space).macs)
    var generator = SeededGenerator(seed: 0)
    var found: [String] = []
    while found.count < 2 {
      let architecture = space.random(using: &generator)
      let share = Double(try architecture.graph(in: space).macs) / most
      if (0.4...0.6).contains(share) { found.append("\(architecture)") }
    }
    #expect(
      found == [
        "r32 k3e3 k3e2 k3e4,k3e4,k5e3,k5e3", "r28 k5e2,k3e2 k7e2,k5e4,k3e4 k3e4,k5e3",
      ])
  }
}
