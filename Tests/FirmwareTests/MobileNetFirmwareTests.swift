import Architectures
import CodeGeneration
import CostModels
import Devices
import Execution
import Foundation
import Graphs
import Planning
import TestSupport
import TestTools
import Testing

/// Networks of the literature at the bits that fit a device, with random weights.
struct MobileNetFirmwareTests {
  /// The network at the bits of a plan, as emitted code on the emulated Cortex-M7 of an STM32H743.
  private func verify(
    _ name: String, within budget: Budget, rule: MemoryRule
  ) throws -> (plan: BitPlan, verdict: Verdict, scratchBytes: Int) {
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
    let execution = ExecutionPlan(graph)
    try emit(execution, description: description).write(to: folder)
    let verdict = try Execution.verify(
      folder: folder, device: try Device.named("stm32h743"), plan: execution,
      images: [image], expected: [expected])
    #expect(verdict.isExact && verdict.machine != nil)
    return (plan, verdict, execution.calls.map(\.kernel.scratchBytes).max() ?? 0)
  }

  /// The image lies within the budget, and its arena is what the plan counted.
  ///
  /// - Parameter scratchBytes: what the rule leaves out of the arena, at most.
  private func expectFit(
    _ name: String, _ verdict: Verdict, _ plan: BitPlan, in budget: Budget, scratchBytes: Int = 0
  ) throws {
    let footprint = try #require(verdict.footprint)
    #expect(plan.isFeasible)
    #expect(budget.violations(of: footprint.cost).isEmpty)
    let uncounted = footprint.arenaBytes - plan.memory[.ram]
    #expect((0...scratchBytes).contains(uncounted), "\(uncounted)")
    let model = MicrocontrollerModel(try Device.named(verdict.device))
    let network = QuantizableGraph(try Zoo.network(named: name))
    let forecast = model.layers(of: network, at: plan.bits).reduce(0) { $0 + $1.instructions }
    let measured = try #require(verdict.instructions)
    #expect((0.95..<1.05).contains(Double(forecast) / Double(measured)))
  }

  @Test(.needsEmulation)
  func `A small MobileNetV1 of mixed widths computes the reference's bytes within its budget`()
    throws
  {
    let budget = Budget([.flash: 420_000, .ram: 50_000])
    let name = "mobilenetv1-0.25-96"
    let (plan, verdict, _) = try verify(name, within: budget, rule: .planned)
    #expect(plan.bits.activations.contains(.bits4) && plan.bits.weights.contains(.bits4))
    try expectFit(name, verdict, plan, in: budget)
  }

  /// The network and budget of arXiv 1905.13082: 2 MB of flash and 512 kB of RAM.
  @Test(.needsEmulation, .large, arguments: MemoryRule.allCases)
  func `MobileNetV1 0.75 of 224 pixels computes the reference's bytes within 2 MB and 512 kB`(
    rule: MemoryRule
  ) throws {
    let budget = Budget([.flash: 2_048_000, .ram: 512_000])
    let name = "mobilenetv1-0.75-224"
    let (plan, verdict, scratch) = try verify(name, within: budget, rule: rule)
    let network = QuantizableGraph(try Zoo.network(named: name))
    let tensors = network.tensors.indices.filter { plan.bits.activations[$0] == .bits4 }
    let layers = network.layers.indices.filter { plan.bits.weights[$0] == .bits4 }
    #expect(tensors.map { network.tensors[$0].name } == ["dw1", "pw1", "dw3"])
    #expect(layers.map { network.layers[$0].name } == ["pw13", "fc"])
    // The rule of the paper counts values alone.
    try expectFit(
      name, verdict, plan, in: budget, scratchBytes: rule == .paper ? scratch : 0)
  }
}
