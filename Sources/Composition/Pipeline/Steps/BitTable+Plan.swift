package import Devices
import Graphs
package import Planning
package import Reports

extension BitTable {
  /// The table of a plan.
  ///
  /// - Parameter limits: what the constants and tensors of the network may take.
  package init(
    of plan: BitPlan, _ network: QuantizableGraph, within limits: Budget, scheme: SchemeRule,
    memoryRule: Planning.MemoryRule
  ) {
    let layers = Dictionary(
      zip(network.layers.map(\.node), network.layers.indices), uniquingKeysWith: { $1 })
    let steps = network.graph.nodes.enumerated().compactMap { index, node -> BitTable.Step? in
      let ram = plan.memory.ram.ofNodes[index]
      guard layers[index] != nil || ram != nil || node.inputs.isEmpty else { return nil }
      return BitTable.Step(
        name: network.names[index], node: node.name, output: "\(node.value)",
        weightBits: layers[index].map { plan.bits.weights[$0].rawValue },
        valueBits: plan.bits.activations[network.tensorOfNode[index]].rawValue,
        flash: layers[index].map {
          Bytes(uncut: plan.uncut.flashOfLayers[$0], chosen: plan.memory.flashOfLayers[$0])
        },
        ram: ram.map { Bytes(uncut: plan.uncut.ram.ofNodes[index] ?? $0, chosen: $0) })
    }
    self.init(
      network: network.graph.name, scheme: scheme.rawValue, memoryRule: memoryRule.rawValue,
      steps: steps,
      flash: Bytes(uncut: plan.uncut[.flash], chosen: plan.memory[.flash]),
      ram: Bytes(uncut: plan.uncut[.ram], chosen: plan.memory[.ram]),
      flashLimit: limits.bytes(of: .flash), ramLimit: limits.bytes(of: .ram))
  }
}
