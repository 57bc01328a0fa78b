import Execution
import Graphs
import Planning
import Quantization
import SampleNetworks
import Tensors
import Testing

/// The three schemes that devices have, as rules for the steps of folded weights.
struct SchemeTests {
  /// Batch norms whose factors differ by much from channel to channel, as depthwise layers have them.
  private static func sample(_ seed: UInt64) throws -> Sample {
    var sample = try Sample(unruly: seed) { try $0.mobile(.relu) }
    for node in sample.graph.nodes {
      guard case .batchNorm = node.op else { continue }
      let name = "\(node.name).running_var"
      let values = sample.weights[name]?.values ?? []
      sample.weights[name]?.values = values.enumerated().map { index, value in
        value * [1, 30, 0.2][index % 3]
      }
    }
    return sample
  }

  private static func multipliers(_ graph: IntegerGraph, _ name: String) -> [Double] {
    let requantization: Requantization? =
      switch graph.node(named: name)?.op {
      case .convolution(let op): op.requantization
      case .dense(let op): op.requantization
      default: nil
      }
    guard case .rounded(let multipliers, _)? = requantization else { return [] }
    return multipliers.map(Double.init)
  }

  @Test func `PL+FB has one multiplier per layer`() throws {
    let sample = try Self.sample(1)
    for precision in Precision.allCases {
      let network = QuantizableGraph(sample.graph)
      let bits = network.uniform(precision, scheme: .perLayerFolded)
      let graph = try sample.quantized(bits)
      try graph.verify()
      for layer in network.layers {
        #expect(Self.multipliers(graph, sample.graph.nodes[layer.node].name).count == 1)
      }
      let (kernels, reference) = (KernelRunner(graph), ReferenceRunner(graph))
      for image in sample.images(for: graph) {
        #expect(kernels.run(image) == reference.run(image))
      }
    }
  }

  @Test func `PL+ICN has the multipliers of the batch norm`() throws {
    let sample = try Self.sample(2)
    let bits = QuantizableGraph(sample.graph).uniform(.bits4, scheme: .perLayerNormalized)
    let graph = try sample.quantized(bits)
    let gamma = sample.weights["b0.expand.bn.weight"]?.values ?? []
    let variance = sample.weights["b0.expand.bn.running_var"]?.values ?? []
    let steps = zip(Self.multipliers(graph, "b0.expand"), zip(gamma, variance)).map {
      $0 / Double(abs($1.0) / ($1.1 + 1e-5).squareRoot())
    }
    #expect(steps.count == gamma.count)
    for step in steps { #expect(abs(step / steps[0] - 1) < 1e-4) }
    #expect(Self.multipliers(graph, "classifier").count == 1)
  }

  @Test func `Batch norms of unlike channels cost PL+FB more than the others`() throws {
    let schemes: [QuantizationScheme] = [
      .perChannelNormalized, .perLayerNormalized, .perLayerFolded,
    ]
    let errors = try schemes.map { scheme in
      try (0..<3 as Range<UInt64>).flatMap { seed in
        let sample = try Self.sample(seed)
        var bits = QuantizableGraph(sample.graph).uniform(.bits8, scheme: scheme)
        bits.weights = bits.weights.map { _ in .bits4 }
        return try sample.errors(sample.quantized(bits))
      }.rootMeanSquare
    }
    #expect(max(errors[0], errors[1]) < 0.8 * errors[2], "\(errors)")
  }

  @Test func `Thresholds are stored as what gives their bytes`() throws {
    let sample = try Self.sample(3)
    let network = QuantizableGraph(sample.graph)
    #expect(
      try sample.quantized(network.uniform(.bits4, scheme: .perChannelThresholds))
        == sample.quantized(network.uniform(.bits4, scheme: .perChannelNormalized)))
  }
}
