import Graphs
import Planning
import Quantization
import Randomness
import SampleNetworks
import Tensors

extension Sample {
  /// The network with negative factors in its batch norms, as training leaves some.
  init(unruly seed: UInt64, _ build: (inout SmallNetworks) throws -> FloatGraph) throws {
    try self.init(seed: seed, build)
    for node in graph.nodes {
      guard case .batchNorm = node.op else { continue }
      let name = "\(node.name).weight"
      for index in stride(from: 0, to: weights[name]?.values.count ?? 0, by: 3) {
        weights[name]?.values[index].negate()
      }
    }
  }

  /// Bits drawn for every tensor and layer that has a choice.
  func drawnBits(_ rule: SchemeRule, seed: UInt64) -> BitAssignment {
    var generator = SeededGenerator(seed: seed)
    let network = QuantizableGraph(graph)
    var bits = network.uniform(.bits8, scheme: .perChannelNormalized)
    for (index, tensor) in network.tensors.enumerated() where !tensor.isFixed {
      bits.activations[index] = [.bits8, .bits4, .bits2][Int.random(in: 0...2, using: &generator)]
    }
    for (index, layer) in network.layers.enumerated() {
      bits.weights[index] = [.bits8, .bits4, .bits2][Int.random(in: 0...2, using: &generator)]
      bits.schemes[index] = rule.scheme(
        weights: bits.weights[index], output: bits.activations[layer.output])
    }
    return bits
  }

  func retrainable(
    _ phase: RetrainableNetwork.Phase = .folded, _ bits: BitAssignment? = nil,
    _ options: QuantizationOptions = QuantizationOptions()
  ) throws -> RetrainableNetwork {
    try RetrainableNetwork(
      graph, weights, phase: phase, bits: bits, calibratedOn: calibration,
      mean: SmallNetworks.mean, std: SmallNetworks.std, options: options,
      values: FloatReference.values)
  }
}

extension RetrainableNetwork {
  /// The first values, all a little off, as if they had been trained.
  func drifted(seed: UInt64) -> Weights {
    var generator = SeededGenerator(seed: seed)
    var weights = weights
    for name in weights.names where !name.hasSuffix(".ratio") {
      let values = weights[name]?.values ?? []
      weights[name]?.values = values.map { $0 * Float.random(in: 0.8...1.2, using: &generator) }
    }
    return weights
  }

  /// The op of each quantizer by the name of what it stands behind.
  var quantizers: [String: FakeQuantizer] {
    var result: [String: FakeQuantizer] = [:]
    for node in network.graph.nodes {
      guard case .quantizer(let op) = node.op else { continue }
      result[String(node.name.dropLast(".quantizer".count))] = op
    }
    return result
  }
}
