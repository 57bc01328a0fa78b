import Graphs
import Planning
import TestSupport
import Testing

struct ExecutionPlanTests {
  private static let output = OutputQuantization(scale: 0.1, zeroPoint: 0)

  private static func type(_ shape: Shape) -> QuantizedType {
    QuantizedType(shape: shape, scale: 0.1, zeroPoint: -3)
  }

  private static func dense(_ outputs: Int, inputs: Int) -> IntegerOp {
    .dense(
      IntegerDense(
        weights: IntegerTensor(
          shape: [outputs, inputs], values: Array(repeating: 1, count: outputs * inputs)),
        bias: Array(repeating: 0, count: outputs),
        requantization: .rounded(multipliers: [1 << 24], shift: 0), output: output))
  }

  @Test func `Inputs and flattening take no step, and a table overwrites what it reads`() throws {
    let builder = GraphBuilder<IntegerOp>(name: "tiny")
    let image = try builder.add(
      .input(Self.type(Shape(height: 4, width: 4, channels: 2))), named: "image")
    let table = IntegerLookup(table: Array(repeating: 0, count: 256), output: Self.output)
    let logits = try image.adding(.lookup(table), named: "act").adding(.flatten, named: "flat")
      .adding(Self.dense(3, inputs: 32), named: "logits")
    let plan = ExecutionPlan(builder.graph(output: logits), alignment: 8)
    #expect(plan.calls.map(\.node) == [1, 3])
    #expect(plan.calls.map(\.name) == ["act", "logits"])
    #expect(plan.calls.map(\.kernel.symbol) == [.lookup, .dense])
    #expect(plan.calls[0].output == plan.calls[0].inputs[0])
    #expect(plan.calls[1].inputs == [plan.addresses[0]])
    #expect(plan.calls.map(\.scratch) == [nil, nil])
    #expect(plan.arenaBytes == 32 + 8)
    #expect(plan.lowerBoundBytes == plan.arenaBytes)
    #expect(plan.addresses.allSatisfy { $0 % 8 == 0 })
  }

  @Test func `Scratch has an address of its own, as long as its kernel says`() throws {
    var ops = RandomIntegerOps(seed: 1)
    let builder = GraphBuilder<IntegerOp>(name: "scratch")
    let type = Self.type(Shape(height: 4, width: 4, channels: 4))
    let image = try builder.add(.input(type), named: "image")
    let point = try image.adding(
      ops.convolution(8, window: Window(kernel: Size(1)), on: type), named: "point")
    let plan = ExecutionPlan(builder.graph(output: point))
    let call = try #require(plan.calls.first)
    // Two words of two taps for each of four pixels.
    #expect(call.kernel.scratchBytes == 2 * 4 * 4)
    let places = [(0, 64), (call.output, 128), (try #require(call.scratch), 32)]
      .sorted { $0.0 < $1.0 }
    #expect(places.map(\.0) == [0, places[0].1, places[0].1 + places[1].1])
    #expect(plan.arenaBytes == 64 + 128 + 32)
  }

  @Test func `A concatenation of maps is a call for each input, of vectors none`() throws {
    func plan(_ shape: Shape) throws -> ExecutionPlan {
      let builder = GraphBuilder<IntegerOp>(name: "concat")
      let image = try builder.add(.input(Self.type(shape)), named: "image")
      let table = IntegerLookup(table: Array(repeating: 0, count: 256), output: Self.output)
      let parts = try ["a", "b"].map { try image.adding(.lookup(table), named: $0) }
      return ExecutionPlan(builder.graph(output: try builder.add(.concat, named: "c", to: parts)))
    }
    let maps = try plan(Shape(height: 2, width: 2, channels: 4))
    #expect(maps.calls.map(\.name) == ["a", "b", "c.0", "c.1"])
    #expect(maps.calls[2].inputs == [maps.addresses[1]])
    #expect(maps.calls[3].inputs == [maps.addresses[2]])
    #expect(maps.calls[2].output == maps.calls[3].output)
    let vectors = try plan(Shape(features: 4))
    #expect(vectors.calls.map(\.name) == ["a", "b"])
    #expect(vectors.addresses[2] == vectors.addresses[1] + 4)
  }

  @Test(arguments: 0..<6 as Range<UInt64>)
  func `No call writes over its scratch or what it reads, but where a kernel may`(
    seed: UInt64
  ) throws {
    let graph = try randomMixedGraph(seed: seed)
    let plan = ExecutionPlan(graph)
    #expect(plan.graph == graph)
    for call in plan.calls {
      let node = graph.nodes[call.node]
      let result = call.output..<call.output + node.value.byteCount
      #expect(result.upperBound <= plan.arenaBytes)
      if let scratch = call.scratch {
        let bytes = scratch..<scratch + call.kernel.scratchBytes
        #expect(!bytes.overlaps(result) && bytes.upperBound <= plan.arenaBytes, "\(call.name)")
      }
      let inPlace: [KernelFunction] = [.add, .multiply, .lookup]
      for input in node.inputs where !inPlace.contains(call.kernel.symbol) {
        let bytes =
          plan.addresses[input]..<plan.addresses[input] + graph.nodes[input].value.byteCount
        #expect(!bytes.overlaps(result), "\(call.name)")
      }
    }
  }

  @Test func `A plan of the same network is the same, weights included`() throws {
    let graph = try randomMixedGraph(seed: 3)
    #expect(ExecutionPlan(graph) == ExecutionPlan(graph))
    #expect(ExecutionPlan(graph).calls.contains { !$0.kernel.fields.isEmpty })
  }
}
