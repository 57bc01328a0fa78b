import Devices
import Graphs
import Pipeline
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
    flashBytes = plan.memory[.flash]
    ramBytes = plan.memory[.ram]
    feasible = plan.isFeasible
    let missing = plan.shortfalls.map {
      Missing(
        memory: $0.memory.description.word, neededBytes: $0.neededBytes,
        allowedBytes: $0.allowedBytes,
        layer: $0.layer)
    }
    self.missing = missing.isEmpty ? nil : missing
  }
}

extension BitPlanRequest {
  /// The bits and bytes of every layer before and after cutting, against the limits.
  func table(of plan: BitPlan, _ network: QuantizableGraph) -> String {
    BitTable(of: plan, network, within: budget, scheme: scheme, memoryRule: memoryRule)
      .text(device: device)
  }
}
