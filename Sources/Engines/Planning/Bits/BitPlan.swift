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

    /// The constants of all layers in flash, or the RAM of the network, in bytes; 0 of other resources.
    package subscript(resource: Resource) -> Int {
      switch resource {
      case .flash: flashOfLayers.reduce(0, +)
      case .ram: ram.peak
      case .macs, .latency: 0
      }
    }
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
    try rule.check(network)
    /// RAM where the weights of a node may have any of these bits.
    func memory(_ weights: @escaping (_ node: Int) -> [Precision]) -> ActivationMemory {
      ActivationMemory(network: network, rule: rule) { node, activations in
        scratchBytes?(node) ?? network.scratchBytes(node, activations, weights: weights(node))
      }
    }
    let possible: [Precision] = budget[.flash] == nil ? [.bits8] : Precision.allCases
    let activations = memory { _ in possible }.cuttingActivations(within: budget.bytes(of: .ram))
    let uncut = network.cuttingWeights(network.activations(.bits8), within: nil, schemes)
    bits = network.cuttingWeights(activations, within: budget.bytes(of: .flash), schemes)
    self.uncut = Memory(
      flashOfLayers: network.constantBytes(uncut),
      ram: memory { _ in [.bits8] }.bytes(uncut.activations))
    let chosen = Dictionary(uniqueKeysWithValues: zip(network.layers.map(\.node), bits.weights))
    self.memory = Memory(
      flashOfLayers: network.constantBytes(bits),
      ram: memory { [chosen[$0] ?? .bits8] }.bytes(activations))

    shortfalls = self.memory.shortfalls(of: network, within: budget)
  }

  /// What a network needs at given bits, whether they are the fewest that fit or not.
  ///
  /// - Throws: where the rule does not count such a network.
  package init(
    _ network: QuantizableGraph, at bits: BitAssignment, within budget: Budget = Budget(),
    rule: MemoryRule = .planned
  ) throws(BitPlanError) {
    try rule.check(network)
    func memory(_ bits: BitAssignment) -> Memory {
      Memory(
        flashOfLayers: network.constantBytes(bits),
        ram: ActivationMemory(network: network, rule: rule) { node, _ in
          network.scratchBytes(node, bits)
        }.bytes(bits.activations))
    }
    self.bits = bits
    uncut = memory(network.uniform(.bits8, scheme: bits.schemes.first ?? .perChannelNormalized))
    self.memory = memory(bits)
    shortfalls = self.memory.shortfalls(of: network, within: budget)
  }
}

extension MemoryRule {
  /// Throws where the rule does not count such a network.
  func check(_ network: QuantizableGraph) throws(BitPlanError) {
    if self == .paper, let branch = network.branch {
      throw .branches(network: network.graph.name, node: network.graph.nodes[branch].name)
    }
  }
}

extension BitPlan.Memory {
  /// What a budget lacks, RAM first.
  fileprivate func shortfalls(of network: QuantizableGraph, within budget: Budget)
    -> [BitShortfall]
  {
    // RAM is what some layer needs, flash the sum over all.
    [(Resource.ram, network.names[ram.worstNode]), (.flash, nil)].compactMap { memory, layer in
      guard let allowed = budget.bytes(of: memory), self[memory] > allowed else { return nil }
      return BitShortfall(
        memory: memory, neededBytes: self[memory], allowedBytes: allowed, layer: layer)
    }
  }
}

extension QuantizableGraph {
  /// The most scratch of our kernels for a node whose weights have one of these bits.
  func scratchBytes(
    _ node: Int, _ activations: [Precision], weights: [Precision]
  ) -> Int {
    guard let layer = lowered.layers[node] else { return 0 }
    return weights.map {
      layer.with(kernelBits(node, activations, weights: $0)).scratchBytes
    }.max() ?? 0
  }
}

extension ActivationMemory {
  /// The bits of tensors at which the network fits, or all at the fewest where it fits at none.
  fileprivate func cuttingActivations(within limit: Int?) -> [Precision] {
    var activations = network.activations(.bits8)
    guard let limit else { return activations }
    if network.branch == nil {
      var passes = ActivationCutting(network, from: activations, within: limit) {
        bytes($0, ofLayer: $1)
      }
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
