import Devices
import Graphs
import Planning
import Quantization
import SampleNetworks
import Testing

/// What is said of a network before it is quantized, beside what quantization makes of it.
struct ForecastTests {
  private static func samples() throws -> [Sample] {
    [
      try Sample(seed: 21) { try $0.mobile(.relu6) },
      try Sample(seed: 22) { try $0.mobile(.hSwish) },
      try Sample(seed: 23) { try $0.branches() }, try Sample(seed: 24) { try $0.preactivated() },
    ]
  }

  private func expect(
    _ graph: IntegerGraph, isForecastBy layers: [LayerShape?], of float: FloatGraph
  ) {
    let steps = zip(float.nodes, layers).compactMap { node, layer in layer.map { (node.name, $0) } }
    #expect(steps.map(\.0) == graph.nodes.map(\.name), "\(float.name)")
    for ((name, layer), quantized) in zip(steps, graph.layerShapes) {
      #expect(layer == quantized, "\(float.name): \(name)")
      #expect(
        layer.macs == quantized.macs && layer.scratchBytes == quantized.scratchBytes, "\(name)")
    }
  }

  @Test func `Steps, kernels and arena are known before quantization`() throws {
    for sample in try Self.samples() {
      let network = LoweredGraph(sample.graph)
      let graph = try sample.quantized()
      expect(graph, isForecastBy: network.layers, of: sample.graph)
      let arena = peakBytes(of: network, scratchBytes: network.scratchBytes)
      #expect(ExecutionPlan(graph).arenaBytes == arena, "\(sample.graph.name)")
    }
  }

  @Test(arguments: [Precision.bits4, .bits2])
  func `Steps, kernels and arena are known at fewer bits`(precision: Precision) throws {
    for sample in try Self.samples() {
      let network = QuantizableGraph(sample.graph)
      let bits = network.uniform(precision, scheme: .perChannelNormalized)
      let graph = try quantize(
        sample.graph, sample.weights, calibratedOn: sample.calibration, mean: SmallNetworks.mean,
        std: SmallNetworks.std, bits: bits, values: FloatReference.values)
      let layers = network.lowered.layers.enumerated().map { index, layer in
        layer?.with(network.kernelBits(index, bits))
      }
      expect(graph, isForecastBy: layers, of: sample.graph)
      let plan = try BitPlan(network, at: bits)
      #expect(ExecutionPlan(graph).arenaBytes == plan.memory[.ram], "\(sample.graph.name)")
    }
  }

  @Test func `Folding leaves the steps as they are`() throws {
    for sample in try Self.samples() {
      let folded = try foldingBatchNorms(sample.graph, sample.weights).graph
      let after = LoweredGraph(folded)
      let before = LoweredGraph(sample.graph)
      #expect(before.layers.compactMap(\.self).count == after.layers.compactMap(\.self).count)
      for (node, role) in zip(folded.nodes, after.roles) {
        let original = try #require(sample.graph.nodes.firstIndex { $0.name == node.name })
        switch (role, before.roles[original]) {
        case (.step(let one), .step(let other)):
          #expect(one == other, "\(node.name)")
        case (.part(let one), .part(let other)):
          #expect(folded.nodes[one].name == sample.graph.nodes[other].name, "\(node.name)")
        case (.host, .host): break
        case (.step, _), (.part, _), (.host, _): Issue.record("\(node.name) changes its role.")
        }
      }
    }
  }
}
