import Graphs

extension QuantizableGraph {
  /// Cuts the weights of layers until all constants fit (Algorithm 2 of arXiv 1905.13082).
  ///
  /// The weights of one layer after the other are halved: of those above 2 bits, the first that takes
  /// at most a twentieth of all weights less than the largest.
  ///
  /// - Parameters:
  ///   - activations: the bits of the tensors; those of outputs decide about folding.
  ///   - limit: bytes of read-only memory, or nil for 8 bits everywhere.
  /// - Returns: the bits and schemes that fit, or all at 2 bits where none do.
  func cuttingWeights(
    _ activations: [Precision], within limit: Int?, _ rule: SchemeRule
  ) -> BitAssignment {
    var bits = uncutWeights(activations, rule)
    while let limit, constantBytes(bits).reduce(0, +) > limit,
      let layer = layerToCut(bits.weights), let fewer = bits.weights[layer].halved
    {
      bits = cutting(bits, layer, to: fewer, rule)
    }
    return bits
  }

  /// Weights of 8 bits beside these activations.
  ///
  /// The authors' routine decides about folding after a cut only: what fits uncut is folded
  /// everywhere, although some outputs may have fewer bits.
  func uncutWeights(_ activations: [Precision], _ rule: SchemeRule) -> BitAssignment {
    var bits = uniform(.bits8, scheme: rule.scheme(weights: .bits8, output: .bits8))
    bits.activations = activations
    return bits
  }

  /// The same bits but for those of a layer's weights, with the schemes that follow from them.
  func cutting(
    _ bits: BitAssignment, _ layer: Int, to precision: Precision, _ rule: SchemeRule
  ) -> BitAssignment {
    var bits = bits
    bits.weights[layer] = precision
    bits.schemes = zip(layers, bits.weights).map {
      rule.scheme(weights: $1, output: bits.activations[$0.output])
    }
    return bits
  }

  /// The layer whose weights are cut next, or nil where all have the fewest bits.
  func layerToCut(_ weights: [Precision], fewest: Precision = .fewest) -> Int? {
    let margin = 0.05
    let bytes = zip(layers, weights).map { Double($0.weightCount * $1.rawValue) / 8 }
    let sum = bytes.reduce(0, +)
    let candidates = layers.indices.filter { weights[$0].rawValue > fewest.rawValue }
    guard let largest = candidates.map({ bytes[$0] / sum }).max() else { return nil }
    return candidates.first { bytes[$0] / sum > largest - margin }
  }
}
