package import Devices
import Graphs

/// The bits at which a network fits a budget of flash and RAM, or the nearest miss.
package struct BitPlan: Equatable, Sendable {
  /// What the network needs at some bits.
  package struct Memory: Equatable, Sendable {
    /// For each layer its weights and the arrays beside them; code does not count.
    package let flashOfLayers: [Int]
    /// The RAM.
    package let ram: ActivationBytes

    /// The constants of all layers.
    package var flashBytes: Int { flashOfLayers.reduce(0, +) }
    /// The RAM of the network.
    package var ramBytes: Int { ram.peak }
  }

  /// The bits that were chosen; where none fit, those of the smallest memory.
  package let bits: BitAssignment
  /// What the network needs with 8 bits everywhere.
  package let uncut: Memory
  /// What it needs at the chosen bits.
  package let memory: Memory
  /// The memories that no bits fit, RAM first; empty where the network fits.
  package let shortfalls: [BitShortfall]

  /// Whether the network fits.
  package var isFeasible: Bool { shortfalls.isEmpty }

  /// Cuts first the activations, then the weights, until both memories hold the network.
  ///
  /// Chains are cut by the passes of ``ActivationCutting``; with branches, and for what those passes
  /// do not see, the largest live tensor at the worst step is halved until the arena fits.
  ///
  /// - Parameters:
  ///   - budget: bytes of flash and RAM; nil leaves one free.
  ///   - scratchBytes: what the kernel of a node needs while it runs under the rule `planned`; nil is
  ///     what our kernels need at its bits; while weights may yet be cut, the most that they could.
  /// - Throws: where the rule does not count such a network.
  package init(
    _ network: QuantizableGraph, within budget: Budget, schemes: SchemeRule,
    rule: MemoryRule = .planned, scratchBytes: ((_ node: Int) -> Int)? = nil
  ) throws(BitPlanError) {
    if rule == .paper, let branch = network.branch {
      throw .branches(network: network.graph.name, node: network.graph.nodes[branch].name)
    }
    /// RAM where the weights of a node may have any of these bits.
    func memory(_ weights: @escaping (_ node: Int) -> [Precision]) -> ActivationMemory {
      ActivationMemory(network: network, rule: rule) { node, activations in
        scratchBytes?(node) ?? network.scratchBytes(node, activations, weights: weights(node))
      }
    }
    let possible: [Precision] = budget.flashBytes == nil ? [.bits8] : Precision.allCases
    let activations = memory { _ in possible }.cuttingActivations(within: budget.ramBytes)
    let uncut = network.cuttingWeights(network.activations(.bits8), within: nil, schemes)
    bits = network.cuttingWeights(activations, within: budget.flashBytes, schemes)
    self.uncut = Memory(
      flashOfLayers: network.flashBytes(uncut),
      ram: memory { _ in [.bits8] }.bytes(uncut.activations))
    let chosen = Dictionary(uniqueKeysWithValues: zip(network.layers.map(\.node), bits.weights))
    self.memory = Memory(
      flashOfLayers: network.flashBytes(bits),
      ram: memory { [chosen[$0] ?? .bits8] }.bytes(activations))

    var shortfalls: [BitShortfall] = []
    if let limit = budget.ramBytes, self.memory.ramBytes > limit {
      let worst = network.names[self.memory.ram.worstNode]
      shortfalls.append(
        BitShortfall(
          memory: .ram, neededBytes: self.memory.ramBytes, allowedBytes: limit, layer: worst))
    }
    if let limit = budget.flashBytes, self.memory.flashBytes > limit {
      shortfalls.append(
        BitShortfall(
          memory: .flash, neededBytes: self.memory.flashBytes, allowedBytes: limit, layer: nil))
    }
    self.shortfalls = shortfalls
  }
}

extension QuantizableGraph {
  /// The most scratch of our kernels for a node whose weights have one of these bits.
  fileprivate func scratchBytes(
    _ node: Int, _ activations: [Precision], weights: [Precision]
  ) -> Int {
    let input = graph.nodes[node].inputs.first ?? node
    return weights.compactMap {
      let bits = KernelBits(
        input: activations[tensorOfNode[input]], weights: $0,
        output: activations[tensorOfNode[node]])
      return kernelForecast(graph, node, bits: bits)?.scratchBytes
    }.max() ?? 0
  }
}

extension ActivationMemory {
  /// The bits of tensors at which the network fits, or all at the fewest where it fits at none.
  fileprivate func cuttingActivations(within limit: Int?) -> [Precision] {
    var activations = network.activations(.bits8)
    guard let limit else { return activations }
    if network.branch == nil {
      var passes = ActivationCutting(network, within: limit) { bytes($0, ofLayer: $1) }
      guard let cut = passes.run() else { return network.activations(.fewest) }
      activations = cut
    }
    // Every turn halves a tensor, so there is an end.
    while rule == .planned {
      let need = bytes(activations)
      guard need.peak > limit else { break }
      guard let tensor = largestTensor(activations, at: need),
        let fewer = activations[tensor].halved
      else { return network.activations(.fewest) }
      activations[tensor] = fewer
    }
    return activations
  }
}
