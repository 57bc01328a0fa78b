import Devices
import Graphs
import Planning
import Reports

/// Chosen bits as `quantize --plan-only --json` writes them.
struct BitPlanSummary: Encodable {
  /// A memory that holds the network at no bits.
  struct Missing: Encodable {
    /// `RAM` or `flash`.
    var memory: String
    /// What the network needs at the fewest bits.
    var neededBytes: Int
    var allowedBytes: Int
    /// The step that needs the RAM.
    var layer: String?
  }

  /// The bits of each stored tensor by the name of the layer that computes it.
  var activationBits: [String: Int]
  /// The bits of each layer's weights.
  var weightBits: [String: Int]
  /// Constants: weights and the arrays beside them.
  var flashBytes: Int
  /// RAM by the memory rule.
  var ramBytes: Int
  var feasible: Bool
  /// What is missing; left out where the network fits.
  var missing: [Missing]?

  init(of plan: BitPlan, _ network: QuantizableGraph) {
    func table(_ names: [String], _ bits: [Precision]) -> [String: Int] {
      Dictionary(zip(names, bits.map(\.rawValue)), uniquingKeysWith: { first, _ in first })
    }
    activationBits = table(network.tensors.map(\.name), plan.bits.activations)
    weightBits = table(network.layers.map(\.name), plan.bits.weights)
    flashBytes = plan.memory.flashBytes
    ramBytes = plan.memory.ramBytes
    feasible = plan.isFeasible
    let missing = plan.shortfalls.map {
      Missing(
        memory: $0.memory.rawValue, neededBytes: $0.neededBytes, allowedBytes: $0.allowedBytes,
        layer: $0.layer)
    }
    self.missing = missing.isEmpty ? nil : missing
  }
}

extension BitPlanRequest {
  /// The bits and bytes of every layer before and after cutting, against the limits.
  func table(of plan: BitPlan, _ network: QuantizableGraph) -> String {
    var table = TextTable([
      .init("Layer"), .init("Node"), .init("Output"), .init("Weights"), .init("Values"),
      .init("Flash at 8 bits", isNumber: true), .init("Flash", isNumber: true),
      .init("RAM at 8 bits", isNumber: true), .init("RAM", isNumber: true),
    ])
    let layers = Dictionary(
      zip(network.layers.map(\.node), network.layers.indices), uniquingKeysWith: { $1 })
    for (index, node) in network.graph.nodes.enumerated() {
      let layer = layers[index]
      let ram = plan.memory.ram.ofNodes[index]
      guard layer != nil || ram != nil || node.inputs.isEmpty else { continue }
      let values = plan.bits.activations[network.tensorOfNode[index]]
      table.add([
        network.names[index], node.name, "\(node.value)",
        layer.map { "\(plan.bits.weights[$0].rawValue) bits" } ?? "",
        "\(values.rawValue) bits",
        layer.map { grouped(plan.uncut.flashOfLayers[$0]) } ?? "",
        layer.map { grouped(plan.memory.flashOfLayers[$0]) } ?? "",
        plan.uncut.ram.ofNodes[index].map(grouped) ?? "", ram.map(grouped) ?? "",
      ])
    }
    table.add([
      "in all", "", "", "", "", grouped(plan.uncut.flashBytes), grouped(plan.memory.flashBytes),
      grouped(plan.uncut.ramBytes), grouped(plan.memory.ramBytes),
    ])
    table.add([
      "limit", "", "", "", "", "", budget.flashBytes.map(grouped) ?? "any", "",
      budget.ramBytes.map(grouped) ?? "any",
    ])
    let place = device.map { " for \($0)" } ?? ""
    return """
      \(network.graph.name)\(place): scheme \(scheme.rawValue), memory rule \(memoryRule.rawValue)

      \(table.lines.joined(separator: "\n"))

      Bytes. Flash is weights and what belongs to them; code comes on top.
      RAM is what lives while a layer runs, and in all the \
      \(memoryRule == .paper ? "largest of them" : "arena of the memory planner").

      """
  }
}
