import Architectures
import CodeGeneration
import CostModels
import Devices
import Execution
import Foundation
import Graphs
import Planning
import TestSupport
import Testing

/// Networks of the literature at the bits that fit a device, with random weights.
struct MobileNetFirmwareTests {
  /// `make test-all` asks for what takes minutes.
  static let isLargeAsked = ProcessInfo.processInfo.environment["THIMBLE_LARGE_TESTS"] != nil

  /// The network at the bits of a plan, as emitted code on the emulated Cortex-M7 of an STM32H743.
  private func verify(
    _ name: String, within budget: Budget, rule: MemoryRule
  ) throws -> (plan: BitPlan, verdict: Verdict) {
    let float = try Zoo.network(named: name)
    let network = QuantizableGraph(float)
    let plan = try BitPlan(network, within: budget, schemes: .perChannel, rule: rule)
    let weights = Dictionary(
      uniqueKeysWithValues: zip(network.layers.map(\.node), plan.bits.weights))
    let graph = try quantizedTwin(
      of: float, seed: 6, activations: { plan.bits.activations[network.tensorOfNode[$0]] },
      weights: { weights[$0] ?? .bits8 })
    try graph.verify()
    var ops = RandomIntegerOps(seed: 6)
    let image = ops.values(graph.inputValue.shape.count)
    let expected = ReferenceRunner(graph).run(image)
    #expect(Set(expected).count > 30, "The classes differ.")
    #expect(KernelRunner(graph).run(image) == expected)

    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let description = ModelDescription(
      name: graph.name, classes: (0..<graph.outputValue.shape.count).map { "class \($0)" },
      mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], colourOrder: .rgb)
    try emit(ExecutionPlan(graph), description: description).write(to: folder)
    let verdict = try Execution.verify(
      folder: folder, device: try Device.named("stm32h743"), plan: ExecutionPlan(graph),
      images: [image], expected: [expected])
    #expect(verdict.isExact && verdict.machine != nil)
    return (plan, verdict)
  }

  /// The image lies within the budget, and its arena is what the plan counted and the scratch.
  private func expectFit(
    _ name: String, _ verdict: Verdict, _ plan: BitPlan, in budget: Budget
  ) throws {
    let footprint = try #require(verdict.footprint)
    let (flash, ram) = (try #require(budget.flashBytes), try #require(budget.ramBytes))
    #expect(plan.isFeasible)
    #expect(footprint.flashBytes <= flash && footprint.ramBytes <= ram)
    #expect((plan.memory.ramBytes...plan.memory.ramBytes + 4096).contains(footprint.arenaBytes))
    let model = MicrocontrollerModel(try Device.named(verdict.device))
    let network = QuantizableGraph(try Zoo.network(named: name))
    let cost = model.cost(of: network, at: plan.bits)
    let forecast = model.layers(of: network, at: plan.bits).reduce(0) { $0 + $1.instructions }
    let measured = try #require(verdict.instructions)
    #expect((0.95..<1.05).contains(Double(forecast) / Double(measured)))
    print(
      "\(name) on \(verdict.device): flash \(footprint.flashBytes) of \(flash) bytes, RAM",
      "\(footprint.ramBytes) of \(ram) with an arena of \(footprint.arenaBytes), \(measured)",
      "instructions (model: \(forecast), \(Int(cost.milliseconds.value)) ms); the plan counts",
      "\(plan.memory.flashBytes) and \(plan.memory.ramBytes) bytes")
  }

  @Test(
    "A small MobileNetV1 of mixed widths computes the reference's bytes within its budget",
    .enabled(if: FirmwareTests.hasTools, FirmwareTests.absent))
  func small() throws {
    let budget = Budget(flashBytes: 420_000, ramBytes: 50_000)
    let name = "mobilenetv1-0.25-96"
    let (plan, verdict) = try verify(name, within: budget, rule: .planned)
    #expect(plan.bits.activations.contains(.bits4) && plan.bits.weights.contains(.bits4))
    try expectFit(name, verdict, plan, in: budget)
  }

  /// The network and budget of arXiv 1905.13082: 2 MB of flash and 512 kB of RAM.
  @Test(
    "MobileNetV1 0.75 of 224 pixels computes the reference's bytes within 2 MB and 512 kB",
    .enabled(if: FirmwareTests.hasTools, FirmwareTests.absent),
    .enabled(if: isLargeAsked, "Takes minutes: THIMBLE_LARGE_TESTS=1"),
    arguments: MemoryRule.allCases)
  func large(rule: MemoryRule) throws {
    let budget = Budget(flashBytes: 2_048_000, ramBytes: 512_000)
    let name = "mobilenetv1-0.75-224"
    let (plan, verdict) = try verify(name, within: budget, rule: rule)
    let network = QuantizableGraph(try Zoo.network(named: name))
    let tensors = network.tensors.indices.filter { plan.bits.activations[$0] == .bits4 }
    let layers = network.layers.indices.filter { plan.bits.weights[$0] == .bits4 }
    #expect(tensors.map { network.tensors[$0].name } == ["dw1", "pw1", "dw3"])
    #expect(layers.map { network.layers[$0].name } == ["pw13", "fc"])
    try expectFit(name, verdict, plan, in: budget)
  }
}
