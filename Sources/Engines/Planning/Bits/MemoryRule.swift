import Graphs

/// What counts as the RAM that a network needs.
package enum MemoryRule: String, CaseIterable, Codable, Sendable {
  /// The arena of the memory planner: all live tensors and the scratch of the kernels.
  case planned
  /// Input plus output of each layer and nothing else, on chains only (section 3.2 of
  /// `memory-driven.md`).
  case paper
}

/// The RAM that a network needs at given bits.
package struct ActivationBytes: Equatable, Sendable {
  /// For each node of the graph the bytes that are live while it is computed; nil where none count.
  package let ofNodes: [Int?]
  /// The bytes that the network needs.
  package let peak: Int
  /// The nodes in the order of computation.
  package let order: [Int]
  /// The node at which most bytes are live, the first of several.
  package let worstNode: Int
}

/// Counts the RAM of a network by a rule.
struct ActivationMemory {
  private static let alignment = 4

  let network: QuantizableGraph
  let rule: MemoryRule
  /// What the kernel of a node needs while it runs, with tensors of these bits.
  let scratchBytes: (_ node: Int, _ activations: [Precision]) -> Int

  /// The bytes of the whole network.
  func bytes(_ activations: [Precision]) -> ActivationBytes {
    var ofNodes = [Int?](repeating: nil, count: network.graph.nodes.count)
    var order = Array(ofNodes.indices)
    var peak: Int?
    switch rule {
    case .paper:
      for layer in network.layers { ofNodes[layer.node] = ends(of: layer, activations) }
    case .planned:
      let buffers = buffers(activations)
      let plan = MemoryPlan(buffers, alignment: Self.alignment)
      (order, peak) = (plan.order, plan.arenaBytes)
      let live = StorageAssignment(buffers, order: order, alignment: Self.alignment)
        .liveBytes(steps: order.count, alignment: Self.alignment)
      for (step, node) in order.enumerated() where buffers.values[node].isComputed {
        ofNodes[node] = live[step]
      }
    }
    let largest = ofNodes.compactMap(\.self).max() ?? 0
    return ActivationBytes(
      ofNodes: ofNodes, peak: peak ?? largest, order: order,
      worstNode: order.first { ofNodes[$0] == largest } ?? 0)
  }

  /// The bytes that are live while one layer of a chain runs.
  func bytes(_ activations: [Precision], ofLayer index: Int) -> Int {
    let layer = network.layers[index]
    switch rule {
    case .paper:
      return ends(of: layer, activations)
    case .planned:
      let buffers = buffers(activations)
      let order = Array(buffers.values.indices)
      return StorageAssignment(buffers, order: order, alignment: Self.alignment)
        .liveBytes(steps: order.count, alignment: Self.alignment)[layer.node]
    }
  }

  /// The largest tensor that is live at the worst step and has bits to lose, the later of equal ones.
  ///
  /// - Parameter need: what the network needs at these bits.
  func largestTensor(_ activations: [Precision], at need: ActivationBytes) -> Int? {
    guard let step = need.order.firstIndex(of: need.worstNode) else { return nil }
    let buffers = buffers(activations)
    let lastUse = buffers.lastUses(in: need.order)
    var largest: Int?
    for node in need.order.prefix(through: step) where lastUse[node] >= step {
      let tensor = network.tensorOfNode[node]
      guard !network.tensors[tensor].isFixed, activations[tensor] != .fewest else { continue }
      let bytes = buffers.values[node].bytes
      if bytes >= largest.map({ buffers.values[$0].bytes }) ?? 0 { largest = node }
    }
    return largest.map { network.tensorOfNode[$0] }
  }

  /// The bytes of a layer's input and output, packed together.
  private func ends(of layer: QuantizableGraph.Layer, _ activations: [Precision]) -> Int {
    let bits =
      layer.inputCount * activations[layer.input].rawValue
      + layer.outputCount * activations[layer.output].rawValue
    return (bits + 7) / 8
  }

  private func buffers(_ activations: [Precision]) -> BufferGraph {
    BufferGraph(
      network.lowered, scratchBytes: { scratchBytes($0, activations) },
      precision: { activations[network.tensorOfNode[$0]] })
  }
}

extension BufferGraph.Value {
  /// Whether a step computes the value; the image and aliases are there without one.
  fileprivate var isComputed: Bool { !inputs.isEmpty && freedom != .alias }
}
