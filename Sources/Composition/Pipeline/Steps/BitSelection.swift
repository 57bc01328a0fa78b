import CostModels
import Devices
import Graphs
import Planning
import Reports

/// A network's bits on a device, and what it then needs.
struct DeviceBits {
  /// The bits and the memory of the network's tensors and constants.
  var plan: BitPlan
  /// The memory that is left for those: the budget less code and stack.
  var limits: Budget
  /// What the linked code will need.
  var cost: Cost
}

/// Chooses the bits of networks on a device.
struct BitSelection {
  /// Which bits are asked for, and by which rules.
  let plan: QuantizationPlan
  /// The device.
  let device: Device
  /// What holds a network by the cost model.
  let budget: Budget
  /// How the device stores networks.
  let form: StoredForm

  /// The bits of a network.
  ///
  /// With mixed bits, the most accurate of all choices is taken that fits with the code of its kernels,
  /// which other bits may need others of.
  /// - Throws: ``PipelineError/doesNotFit(network:device:bits:violations:)`` where the budget holds it
  ///   at no bits, or not at the bits that were asked for.
  func bits(of graph: FloatGraph) throws -> DeviceBits {
    let network = QuantizableGraph(graph)
    let budget = budget.memories
    let model = MicrocontrollerModel(device.microcontroller, form: form)
    func uniform(_ precision: Precision) -> BitAssignment {
      let scheme = plan.schemes.scheme(weights: precision, output: precision)
      return network.uniform(precision, scheme: scheme)
    }
    let chosen: BitAssignment
    switch plan.bits {
    case .eight: chosen = uniform(.bits8)
    case .four: chosen = uniform(.bits4)
    case .mixed:
      let choices = try BitChoices(network, schemes: plan.schemes, rule: plan.rule)
      let fitting = choices.best(
        mayFit: { arena in
          budget.bytes(of: .ram).map { arena + model.stackBytes <= $0 } ?? true
        },
        fits: { bits in
          // Flash takes no plan of the memory, so it is asked first.
          let flash = model.flash(of: network, at: bits).bytes
          guard budget.bytes(of: .flash).map({ flash <= $0 }) ?? true else { return false }
          return budget.violations(of: model.cost(of: network, at: bits)).isEmpty
        })
      chosen =
        fitting
        ?? choices.uniform.leastElement { budget.excess(of: model.cost(of: network, at: $0)) }
    }
    let cost = model.cost(of: network, at: chosen)
    let violations = budget.violations(of: cost)
    guard violations.isEmpty else {
      let code = model.flash(of: network, at: chosen).code
      throw doesNotFit(graph.name, violations.map { $0.description(withCode: code) })
    }
    let cut = try BitPlan(network, at: chosen, rule: plan.rule)
    let planned = try BitPlan(network, at: chosen).memory
    // Code, and the stack.
    var limits = budget
    for memory in Resource.memories {
      limits[memory] = budget[memory].map { $0 - cost.value(of: memory) + Double(planned[memory]) }
    }
    return DeviceBits(plan: cut, limits: limits, cost: cost)
  }

  /// The error of a network that the budget does not hold.
  func doesNotFit(_ network: String, _ violations: [String]) -> PipelineError {
    .doesNotFit(
      network: network, device: device.title, bits: plan.bits.rawValue, violations: violations)
  }
}

extension BitAssignment {
  /// The same schemes with 8 bits everywhere.
  var withEightBits: BitAssignment {
    BitAssignment(
      activations: activations.map { _ in .bits8 }, weights: weights.map { _ in .bits8 },
      schemes: schemes)
  }
}

extension Violation {
  /// The violation, with the bytes of code where it is one of flash.
  func description(withCode code: Int) -> String {
    resource == .flash
      ? "\(description), \(decimal(Double(code) / 1024, 1)) KiB of it code" : description
  }
}

extension [BitAssignment] {
  /// The element for which `value` is least, the first of equal ones.
  fileprivate func leastElement(by value: (Element) -> Double) -> Element {
    self[indices.min { value(self[$0]) < value(self[$1]) } ?? startIndex]
  }
}
