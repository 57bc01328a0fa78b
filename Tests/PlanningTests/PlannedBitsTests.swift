import Architectures
import Devices
import Graphs
import Planning
import Testing

/// Bits under the true peak of the memory planner.
struct PlannedBitsTests {
  /// A bottleneck around 512 stem values: 1024 expanded, 512 projected, a sum, a vector of 8.
  private func bottleneck() throws -> QuantizableGraph {
    let builder = GraphBuilder<FloatOp>(name: "bottleneck")
    let stem = try builder.input(Shape(height: 8, width: 8, channels: 4))
      .convolution("stem", 8, kernel: 3).batchNorm("stem.bn").activation(.relu6)
    let sum = try stem.convolution("expand", 16, kernel: 1).batchNorm("expand.bn")
      .activation(.relu6)
      .convolution("project", 8, kernel: 1).batchNorm("project.bn").add(stem)
    return QuantizableGraph(builder.graph(output: try sum.globalAveragePool().dense("logits", 10)))
  }

  private func bits(_ network: QuantizableGraph, ram: Int) throws -> [String: Int] {
    let plan = try BitPlan(
      network, within: Budget([.ram: Double(ram)]), schemes: .perChannel, scratchBytes: { _ in 0 })
    #expect(plan.memory[.ram] <= ram && plan.isFeasible)
    return Dictionary(
      uniqueKeysWithValues: zip(network.tensors.map(\.name), plan.bits.activations.map(\.rawValue)))
  }

  @Test("A network needs at the bits of a plan what the plan says")
  func givenBits() throws {
    let network = QuantizableGraph(try Zoo.network(named: "mobilenetv1-0.5-cifar"))
    let budget = Budget([.flash: 500_000, .ram: 40_000])
    let plan = try BitPlan(network, within: budget, schemes: .perChannel)
    let same = try BitPlan(network, at: plan.bits, within: budget)
    #expect(same == plan && same.isFeasible)
    let uncut = network.uniform(.bits8, scheme: .perChannelNormalized)
    let missing = try BitPlan(network, at: uncut, within: budget).shortfalls
    #expect(missing.map(\.memory) == [.ram, .flash])
    #expect(missing.map(\.allowedBytes) == [40_000, 500_000])
  }

  @Test("The largest tensor that lives at the worst step is cut first, of equal ones the later")
  func worstStep() throws {
    let network = try bottleneck()
    #expect(network.tensors.map(\.name) == ["input", "conv0", "pw1", "pw2", "add1", "fc"])
    #expect(network.layers.map(\.name) == ["conv0", "pw1", "pw2", "fc"])
    // The projection holds 512 + 1024 + 512 bytes; all else needs less.
    let all = ["input": 8, "conv0": 8, "pw1": 8, "pw2": 8, "add1": 8, "fc": 8]
    #expect(try bits(network, ram: 2048) == all)
    #expect(try bits(network, ram: 2047) == all.merging(["pw1": 4]) { $1 })
    // Three tensors of 512 bytes: the projection is the last of them.
    #expect(try bits(network, ram: 1535) == all.merging(["pw1": 4, "pw2": 4]) { $1 })
  }

  @Test("The image and the result keep 8 bits, and what they need alone is the nearest miss")
  func fixedTensors() throws {
    let network = try bottleneck()
    let plan = try BitPlan(
      network, within: Budget([.ram: 300]), schemes: .perChannel, scratchBytes: { _ in 0 })
    // The stem reads 256 values of 8 bits and writes 512 of 2; the projection holds 128 + 256 + 128.
    #expect(plan.shortfalls.map(\.description) == ["RAM needs 512 of 300 bytes in pw2"])
    #expect(plan.bits.activations.map(\.rawValue) == [8, 2, 2, 2, 2, 8])
  }

  @Test(
    "A network of the literature with branches fits its arena, and a cut less would not",
    arguments: [
      ("mobilenetv2-1.0-224", 512_000), ("mobilenetv2-1.0-224", 1_000_000),
      ("resnet18", 1_000_000), ("resnet8-cifar", 40_000),
    ])
  func literature(name: String, ram: Int) throws {
    let network = QuantizableGraph(try Zoo.network(named: name))
    let plan = try BitPlan(network, within: Budget([.ram: Double(ram)]), schemes: .perChannel)
    #expect(plan.isFeasible)
    #expect(
      plan.uncut[.ram]
        == peakBytes(of: network.lowered, scratchBytes: network.lowered.scratchBytes))
    let graph = network.graph
    func arena(_ bits: [Precision]) -> Int {
      func precision(_ node: Int) -> Precision { bits[network.tensorOfNode[node]] }
      func scratch(_ node: Int) -> Int {
        let input = precision(graph.nodes[node].inputs.first ?? node)
        let bits = KernelBits(input: input, weights: .bits8, output: precision(node))
        return network.lowered.layers[node]?.with(bits).scratchBytes ?? 0
      }
      return MemoryPlan(
        BufferGraph(network.lowered, scratchBytes: scratch, precision: precision)
      ).arenaBytes
    }
    #expect(plan.memory[.ram] == arena(plan.bits.activations))
    #expect(plan.memory[.ram] <= ram && ram < plan.uncut[.ram])
    // One of the cuts was the last, and the network did not fit before it.
    let isTight = plan.bits.activations.indices.contains { tensor in
      var bits = plan.bits.activations
      guard let more = Precision(rawValue: 2 * bits[tensor].rawValue) else { return false }
      bits[tensor] = more
      return arena(bits) > ram
    }
    #expect(isTight)
  }

  @Test("The arena holds the scratch of the kernels of cut weights")
  func scratchOfCutWeights() throws {
    let builder = GraphBuilder<FloatOp>(name: "dense")
    let logits = try builder.input(Shape(features: 64)).dense("logits", 10)
    let network = QuantizableGraph(builder.graph(output: logits))
    let plan = try BitPlan(network, within: Budget([.flash: 400]), schemes: .perChannel)
    #expect(plan.bits.weights == [.bits4])
    // 64 inputs and 10 outputs, at multiples of 4; then a halfword per tap of the only pixel.
    #expect(plan.uncut[.ram] == 64 + 12)
    #expect(plan.memory[.ram] == 64 + 12 + 2 * 64)
  }

  @Test("A chain under the planner's peak is cut by the passes of the paper")
  func chain() throws {
    let network = QuantizableGraph(try Zoo.network(named: "mobilenetv1-0.75-224"))
    let paper = try BitPlan(
      network, within: Budget([.ram: 512_000]), schemes: .perChannel, rule: .paper)
    let planned = try BitPlan(
      network, within: Budget([.ram: 512_000]), schemes: .perChannel, scratchBytes: { _ in 0 })
    #expect(planned.bits == paper.bits)
    #expect(planned.memory[.ram] == paper.memory[.ram])
  }

  @Test("Values that are joined or pooled have the bits of what they are made of")
  func sharedBits() throws {
    let builder = GraphBuilder<FloatOp>(name: "joined")
    let stem = try builder.input(Shape(height: 8, width: 8, channels: 3))
      .convolution("a", 8, kernel: 3).activation(.hSwish)
    let left = try stem.convolution("b", 4, kernel: 1).pool(.maximum, kernel: 2, stride: 2)
    let right = try stem.convolution("c", 4, kernel: 3, stride: 2)
    let network = QuantizableGraph(
      builder.graph(output: try left.concat(right).globalAveragePool().dense("d", 2).softmax()))
    #expect(
      network.names == [
        "input", "conv0", "act1", "pw1", "pool1", "conv1", "concat1", "pool2", "fc", "fc",
      ])
    #expect(network.tensorOfNode == [0, 1, 2, 3, 3, 3, 3, 3, 4, 4])
    #expect(network.tensors.map(\.name) == ["input", "conv0", "act1", "pw1", "fc"])
    #expect(network.layers.last?.isLast == true)
    #expect(network.branch == 2)
  }
}
