import Devices
import Testing

struct BudgetTests {
  private func cost(flash: Double, ram: Double) -> Cost {
    [
      .flash: Quantity(flash, .estimated), .ram: Quantity(ram, .estimated),
      .macs: Quantity(2e6, .measured), .latency: Quantity(30, .estimated),
    ]
  }

  @Test("A cost at the budget violates nothing")
  func atTheBudget() {
    let budget = Budget([.flash: 1024, .ram: 512, .macs: 2_000_000, .latency: 30])
    #expect(budget.violations(of: cost(flash: 1024, ram: 512)).isEmpty)
  }

  @Test("Each quantity above the budget is worded with need and limit")
  func violations() {
    let budget = Budget([.flash: 1024, .ram: 28 * 1024, .macs: 1_000_000, .latency: 20])
    let found = budget.violations(of: cost(flash: 1024, ram: 33 * 1024))
    #expect(
      found.map(\.description) == [
        "RAM needs 33.0 of 28.0 KiB", "MACs need 2.0 of 1.0 million",
        "latency needs 30.0 of 20.0 ms",
      ])
    #expect(found[1].ratio == 2)
  }

  // Case 24
  @Test(arguments: [
    (Resource.ram, 28_673.0, 28_672.0, "RAM needs 28673 of 28672 bytes"),
    (.ram, 48_128, 3, "RAM needs 48128 of 3 bytes"),
    (.flash, 33_000, 32_768, "flash needs 32.2 of 32.0 KiB"),
    (.macs, 1_300_400, 1_300_000, "MACs need 1.3004 of 1.3000 million"),
    (.macs, 1_300_001, 1_300_000, "MACs need 1300001 of 1300000"),
    (.macs, 401_408, 3, "MACs need 401408 of 3"),
    (.latency, 20.0004, 20, "latency needs 20.0004 of 20.0000 ms"),
    (.latency, 0.2, 0.001, "latency needs 0.200 of 0.001 ms"),
    (.latency, 20.nextUp, 20, "latency needs 20.000000000000004 of 20.0 ms"),
  ])
  func `a miss is told with the digits that make it one`(
    kind: Resource, needed: Double, allowed: Double, sentence: String
  ) {
    #expect(Violation(kind, needed: needed, allowed: allowed).description == sentence)
  }

  @Test func `a small device leaves half of its memories to the network`() throws {
    var device = try Device.named("stm32f401")
    let chip = device.microcontroller
    device.microcontroller.memories = chip.memories.map {
      var memory = $0
      memory.bytes = $0.name == chip.codeMemory ? 16 * 1024 : 4 * 1024
      return memory
    }
    #expect(Budget.standard(for: device) == Budget([.flash: 8192, .ram: 2048]))
  }

  @Test(
    "Sizes are read with and without suffix",
    arguments: [
      ("98304", 98304), ("96 KiB", 98304), ("96k", 98304), ("1MiB", 1_048_576), ("512 kB", 512_000),
      ("16_384", 16384),
    ])
  func sizes(text: String, bytes: Int) {
    #expect(ByteCount(text)?.bytes == bytes)
  }

  @Test(
    "Other texts are no sizes",
    arguments: ["", "KiB", "-1", "12 pages", "1.5 KiB", "99999999999999999999"])
  func noSizes(text: String) {
    #expect(ByteCount(text) == nil)
  }

  @Test("A size is shown in the largest unit that divides it")
  func description() {
    #expect("\(ByteCount(98304)) \(ByteCount(1 << 20)) \(ByteCount(100))" == "96 KiB 1 MiB 100")
  }
}
