import Architectures
import CostModels
package import Devices
import Graphs
package import Planning
package import Reports

extension Pipeline {
  /// A network's bits on a device, and what it then needs.
  struct DeviceBits {
    /// The bits and the memory of the network's tensors and constants.
    var plan: BitPlan
    /// The memory that is left for those: the budget less code and stack.
    var limits: Budget
    /// What the linked code will need.
    var cost: Cost
  }

  /// The bits of a network on a device by the request's plan.
  ///
  /// With mixed bits, the most accurate of all choices is taken that fits with the code of its kernels,
  /// which other bits may need others of.
  /// - Throws: ``PipelineError/doesNotFit(network:device:bits:violations:)`` where the budget of the
  ///   device holds it at no bits, or not at the bits that were asked for.
  func bits(of graph: FloatGraph, on device: Device) throws -> DeviceBits {
    let plan = request.quantization
    let network = QuantizableGraph(graph)
    let budget = try modelledBudget(for: device).memories
    let model = MicrocontrollerModel(device, form: try storedForm)
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
        mayFit: { arena in budget.ramBytes.map { arena + model.stackBytes <= $0 } ?? true },
        fits: { bits in
          // Flash takes no plan of the memory, so it is asked first.
          let flash = model.flash(of: network, at: bits).bytes
          guard budget.flashBytes.map({ flash <= $0 }) ?? true else { return false }
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
      throw PipelineError.doesNotFit(
        network: graph.name, device: device.title, bits: plan.bits.rawValue,
        violations: violations.map { $0.description(withCode: code) })
    }
    let cut = try BitPlan(network, at: chosen, rule: plan.rule)
    let arena = try BitPlan(network, at: chosen).memory.ramBytes
    let code = Int(cost.flashBytes.value) - cut.memory.flashBytes
    let stack = Int(cost.ramBytes.value) - arena
    return DeviceBits(
      plan: cut,
      limits: Budget(
        flashBytes: budget.flashBytes.map { $0 - code },
        ramBytes: budget.ramBytes.map { $0 - stack }),
      cost: cost)
  }
}

extension Pipeline {
  /// The bits of a device's network, or nil where a sub-network of the supernet has 8 everywhere with
  /// scales per channel, which the search has made to fit.
  func bits(on device: Device) throws -> DeviceBits? {
    let plan = request.quantization
    let isPlain = plan.bits == .eight && plan.scheme == .perChannel
    if isPlain, try run.readArchitectureIfPresent(of: device.name) != nil { return nil }
    return try bits(of: try storedNetwork(of: device).graph, on: device)
  }

  /// What `bits.json` keeps of a device.
  func record(of bits: DeviceBits, on device: Device) throws -> BitRecord {
    let plan = request.quantization
    return BitRecord(
      table: BitTable(
        of: bits.plan, QuantizableGraph(try storedNetwork(of: device).graph), within: bits.limits,
        scheme: plan.schemes, memoryRule: plan.rule),
      cost: bits.cost)
  }

  /// The modelled cost of a device's network.
  func cost(on device: Device) throws -> Cost {
    if let record = try run.readBitsIfPresent(of: device.name) { return record.cost }
    return try run.readArchitecture(of: device.name).cost
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

extension Budget {
  /// The limits of flash and RAM alone.
  var memories: Budget { Budget(flashBytes: flashBytes, ramBytes: ramBytes) }
}

extension Budget {
  /// How far a cost is above the budget, summed over what exceeds it.
  fileprivate func excess(of cost: Cost) -> Double {
    violations(of: cost).reduce(0) { $0 + $1.ratio - 1 }
  }
}

extension Violation {
  /// The violation, with the bytes of code where it is one of flash.
  func description(withCode code: Int) -> String {
    switch kind {
    case .flash: "\(description), \(decimal(Double(code) / 1024, 1)) KiB of it code"
    case .ram, .macs, .latency: description
    }
  }
}

extension [BitAssignment] {
  /// The element for which `value` is least, the first of equal ones.
  fileprivate func leastElement(by value: (Element) -> Double) -> Element {
    self[indices.min { value(self[$0]) < value(self[$1]) } ?? startIndex]
  }
}

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
      flash: Bytes(uncut: plan.uncut.flashBytes, chosen: plan.memory.flashBytes),
      ram: Bytes(uncut: plan.uncut.ramBytes, chosen: plan.memory.ramBytes),
      flashLimit: limits.flashBytes, ramLimit: limits.ramBytes)
  }
}
