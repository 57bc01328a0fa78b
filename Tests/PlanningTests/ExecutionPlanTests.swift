import Graphs
import Planning
import Testing

struct ExecutionPlanTests {
  @Test("Inputs and flattening take no step, scratch has an address of its own")
  func steps() throws {
    let builder = GraphBuilder<IntegerOp>(name: "tiny")
    let type = QuantizedType(
      shape: Shape(height: 4, width: 4, channels: 2), scale: 0.1, zeroPoint: -3)
    let output = OutputQuantization(scale: 0.1, zeroPoint: 0)
    let table = IntegerLookup(table: Array(repeating: 0, count: 256), output: output)
    let dense = IntegerDense(
      weights: IntegerTensor(shape: [3, 32], values: Array(repeating: 1, count: 96)),
      bias: [0, 0, 0], requantization: .rounded(multipliers: [1 << 24], shift: 0), output: output)
    let image = try builder.add(.input(type), named: "image")
    let logits = try image.adding(.lookup(table), named: "act").adding(.flatten, named: "flat")
      .adding(.dense(dense), named: "logits")
    let plan = ExecutionPlan(
      builder.graph(output: logits), alignment: 8, scratchBytes: { $0 == 3 ? 20 : 0 })
    #expect(plan.steps.map(\.node) == [1, 3])
    #expect(plan.steps[0].overwrittenInput == 0)
    #expect(plan.steps[1].inputs == [plan.addresses[0]])
    #expect(plan.steps[1].scratch != nil)
    #expect(plan.arenaBytes == 32 + 8 + 24)
    #expect(plan.lowerBoundBytes == 64)
  }
}
