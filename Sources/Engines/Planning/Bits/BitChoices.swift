import Graphs

/// The bits that a network may get, whatever the budget is.
///
/// They are all that cutting passes through on its way to the fewest bits: of the activations the cuts
/// of Algorithm 1 of arXiv 1905.13082 for ever less RAM, and for each of them the cuts of Algorithm 2
/// for ever less flash. Other kernels come with other bits, so a network with fewer bits may take more
/// code and less may fit a smaller memory; hence the same 4 or 2 bits everywhere, and weights that are
/// all cut to 4 bits before one is cut to 2, are choices, too.
///
/// No budget decides what the choices are, so what fits one budget fits every larger one.
package struct BitChoices {
  private let network: QuantizableGraph
  private let schemes: SchemeRule
  private let memory: ActivationMemory

  /// - Throws: where the rule does not count such a network.
  package init(
    _ network: QuantizableGraph, schemes: SchemeRule, rule: MemoryRule = .planned
  ) throws(BitPlanError) {
    try rule.check(network)
    self.network = network
    self.schemes = schemes
    // While weights may yet be cut, scratch is the most that any bits of them need.
    memory = ActivationMemory(network: network, rule: rule) { node, activations in
      network.scratchBytes(node, activations, weights: Precision.allCases)
    }
  }

  /// The choice with the least noise among those that fit, or nil where none does.
  ///
  /// A value of b bits carries noise of about 4^−b of its range squared, and the noise of all layers adds
  /// up (arXiv 1511.06393); of equal choices, the first one of the algorithms is taken.
  ///
  /// - Parameters:
  ///   - mayFit: whether RAM could hold the activations, without the scratch of any kernel; false spares
  ///     the question for each choice of weights.
  ///   - fits: whether the network fits with these bits.
  package func best(
    mayFit: (_ arenaBytes: Int) -> Bool = { _ in true }, fits: (BitAssignment) throws -> Bool
  ) rethrows -> BitAssignment? {
    var best: (bits: BitAssignment, noise: Double)?
    for activations in cuts {
      let leastNoise = network.noise(
        of: BitAssignment(
          activations: activations, weights: network.layers.map { _ in .bits8 }, schemes: []))
      if let best, leastNoise >= best.noise { continue }
      guard mayFit(network.leastArenaBytes(activations)) else { continue }
      for path in [weights(activations), levelledWeights(activations)] {
        guard let bits = try path.first(where: fits) else { continue }
        let noise = network.noise(of: bits)
        if noise < best?.noise ?? .infinity { best = (bits, noise) }
      }
    }
    return best?.bits
  }

  /// Those with one number of bits for all weights and one for all activations, of which one is the
  /// nearest miss where none fits.
  package var uniform: [BitAssignment] {
    Precision.allCases.flatMap { output in
      Precision.allCases.map { weights in
        BitAssignment(
          activations: network.activations(output), weights: network.layers.map { _ in weights },
          schemes: network.layers.map { _ in schemes.scheme(weights: weights, output: output) })
      }
    }
  }

  /// The bits of all tensors, from 8 down to the fewest.
  private var cuts: some Sequence<[Precision]> {
    let uniform = [Precision.bits4, .bits2].map(network.activations)
    return [AnySequence(ActivationCuts(memory)), AnySequence(uniform)].joined()
  }

  /// The cuts of Algorithm 2 from 8 bits everywhere to the fewest.
  private func weights(_ activations: [Precision]) -> [BitAssignment] {
    var bits = network.uncutWeights(activations, schemes)
    var choices = [bits]
    while let layer = network.layerToCut(bits.weights), let fewer = bits.weights[layer].halved {
      bits = network.cutting(bits, layer, to: fewer, schemes)
      choices.append(bits)
    }
    return choices
  }

  /// The same in two levels: to 4 bits everywhere, then to 2.
  private func levelledWeights(_ activations: [Precision]) -> [BitAssignment] {
    var bits = network.uncutWeights(activations, schemes)
    var choices: [BitAssignment] = []
    for level in [Precision.bits4, .bits2] {
      while let layer = network.layerToCut(bits.weights, fewest: level) {
        bits = network.cutting(bits, layer, to: level, schemes)
        choices.append(bits)
      }
    }
    return choices
  }
}

extension QuantizableGraph {
  /// The noise of all weights and activations as a share of their ranges squared.
  fileprivate func noise(of bits: BitAssignment) -> Double {
    func noise(_ precision: Precision) -> Double { 1 / Double(1 << (2 * precision.rawValue)) }
    let weights = bits.weights.reduce(0) { $0 + noise($1) }
    return bits.activations.reduce(weights) { $0 + noise($1) }
  }

  /// Bytes that no plan of the memory goes below at these bits, whatever the kernels.
  fileprivate func leastArenaBytes(_ activations: [Precision]) -> Int {
    BufferGraph(lowered, precision: { activations[tensorOfNode[$0]] })
      .unavoidableBytes(alignment: 1)
  }
}
