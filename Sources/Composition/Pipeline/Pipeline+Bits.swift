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
  /// With mixed bits, what the code of the chosen kernels takes is known only once the bits are: they
  /// are cut anew with less room for constants until the code fits, too.
  /// - Throws: ``PipelineError/doesNotFit(network:device:bits:violations:)`` where the budget of the
  ///   device holds it at no bits, or not at the bits that were asked for.
  func bits(of graph: FloatGraph, on device: Device) throws -> DeviceBits {
    let plan = request.quantization
    let network = QuantizableGraph(graph)
    let budget = request.budget(for: device)
    let model = MicrocontrollerModel(device, hasExponents: plan.form == .floor)
    func chosen(_ cut: BitPlan) throws -> DeviceBits {
      let arena = try BitPlan(network, at: cut.bits).memory.ramBytes
      let cost = model.cost(of: network, at: cut.bits)
      let code = Int(cost.flashBytes.value) - cut.memory.flashBytes
      let stack = Int(cost.ramBytes.value) - arena
      return DeviceBits(
        plan: cut,
        limits: Budget(
          flashBytes: budget.flashBytes.map { $0 - code },
          ramBytes: budget.ramBytes.map { $0 - stack }),
        cost: cost)
    }
    func uniform(_ precision: Precision) throws -> DeviceBits {
      let scheme = plan.schemes.scheme(weights: precision, output: precision)
      let bits = network.uniform(precision, scheme: scheme)
      return try chosen(try BitPlan(network, at: bits, rule: plan.rule))
    }
    var result: DeviceBits
    switch plan.bits {
    case .eight: result = try uniform(.bits8)
    case .four: result = try uniform(.bits4)
    case .mixed:
      result = try uniform(.bits8)
      // Each turn takes from the room what the last one was over; functions are few, so it ends soon.
      for _ in 0..<8 {
        let cut = try BitPlan(
          network, within: result.limits, schemes: plan.schemes, rule: plan.rule)
        guard cut.isFeasible else {
          throw PipelineError.doesNotFit(
            network: graph.name, device: device.title, bits: plan.bits.rawValue,
            violations: cut.shortfalls.map(\.description))
        }
        result = try chosen(cut)
        if budget.memories.violations(of: result.cost).isEmpty { break }
      }
    }
    let violations = budget.memories.violations(of: result.cost)
    guard violations.isEmpty else {
      throw PipelineError.doesNotFit(
        network: graph.name, device: device.title, bits: plan.bits.rawValue,
        violations: violations.map(\.description))
    }
    return result
  }
}

extension Pipeline {
  /// The bits of a device's network, or nil where a sub-network of the supernet has 8 everywhere,
  /// which the search has made to fit.
  func bits(on device: Device) throws -> DeviceBits? {
    guard request.training.recipe.isAlone || request.quantization.bits != .eight else { return nil }
    return try bits(of: try floatGraph(of: device), on: device)
  }

  /// What `bits.json` keeps of a device.
  func record(of bits: DeviceBits, on device: Device) throws -> BitRecord {
    let plan = request.quantization
    return BitRecord(
      table: BitTable(
        of: bits.plan, QuantizableGraph(try floatGraph(of: device)), within: bits.limits,
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
  fileprivate var memories: Budget { Budget(flashBytes: flashBytes, ramBytes: ramBytes) }
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
