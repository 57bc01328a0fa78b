package import Devices
package import Graphs
package import Planning

/// Estimates flash, RAM, multiply-adds and latency of networks on a microcontroller, at 8 bits or
/// fewer.
///
/// It reads shapes only, so a network needs neither weights nor training. Flash and RAM are those of
/// an image that `FirmwareBuild` links at `-O2`, not below it; cycles are instructions of our
/// kernels times the cycles that the core takes per instruction.
package struct MicrocontrollerModel: Sendable {
  /// The microcontroller.
  package let microcontroller: Microcontroller
  /// RAM that is set aside for the stack.
  package let stackBytes: Int
  /// How networks are stored.
  package let form: StoredForm
  private let instructions: InstructionCounts
  private let code: CodeBytes

  package init(
    _ microcontroller: Microcontroller, stackBytes: Int = Microcontroller.stackBytes,
    form: StoredForm = StoredForm()
  ) {
    self.microcontroller = microcontroller
    self.stackBytes = stackBytes
    self.form = form
    instructions = InstructionCounts(microcontroller.core)
    code = CodeBytes(microcontroller.core)
  }

  /// The model of a device that is a microcontroller.
  package init(
    _ device: Device, stackBytes: Int = Microcontroller.stackBytes, form: StoredForm = StoredForm()
  ) {
    self.init(device.microcontroller, stackBytes: stackBytes, form: form)
  }

  /// What the network needs after quantization to 8 bits.
  package func cost(of graph: FloatGraph) -> Cost {
    let network = LoweredGraph(graph)
    let arena = peakBytes(of: network, scratchBytes: network.scratchBytes)
    return cost(of: graph, Segment(layers(of: network), arenaBytes: arena))
  }

  /// The layers in order; nodes that become part of another layer have none of their own.
  package func layers(of network: LoweredGraph) -> [LayerCost] {
    network.layers.indices.compactMap { layer(network, $0) }
  }

  /// What the network needs at these bits, each layer with its own scheme.
  package func cost(of network: QuantizableGraph, at bits: BitAssignment) -> Cost {
    let graph = network.graph
    let buffers = BufferGraph(
      network.lowered, scratchBytes: { network.scratchBytes($0, bits) },
      precision: { bits.activations[network.tensorOfNode[$0]] })
    return cost(
      of: graph,
      Segment(layers(of: network, at: bits), arenaBytes: MemoryPlan(buffers).arenaBytes))
  }

  /// The flash of the network at these bits, and the part of it that is no constant: code, calls and
  /// tables.
  ///
  /// It takes no plan of the memory.
  package func flash(
    of network: QuantizableGraph, at bits: BitAssignment
  ) -> (bytes: Int, code: Int) {
    let layers = layers(of: network, at: bits)
    var total = Segment(layers, arenaBytes: 0)
    total.append(frame(of: network.graph))
    let bytes = flash(of: total)
    return (bytes, bytes - layers.reduce(0) { $0 + $1.constantBytes })
  }

  /// The layers in order at these bits; nodes that become part of another layer have none.
  package func layers(of network: QuantizableGraph, at bits: BitAssignment) -> [LayerCost] {
    network.graph.nodes.indices.compactMap { node in
      layer(
        network.lowered, node, bits: network.kernelBits(node, bits),
        scheme: network.scheme(of: node, bits))
    }
  }

  /// The milliseconds of this many cycles at the microcontroller's clock.
  package func latency(cycles: Int) -> Double {
    Double(cycles) * 1000 / Double(microcontroller.clockHertz)
  }

  /// The cost of a network with these layers.
  private func cost(of graph: FloatGraph, _ layers: Segment) -> Cost {
    var total = layers
    total.append(frame(of: graph))
    return cost(of: total)
  }

  /// The bytes of flash with the code of the functions.
  func flash(of total: Segment) -> Int {
    total.flashBytes + code.fixed + code.functions[total.functions]
  }

  /// What a node takes with 8 bits everywhere, or nil where no function is called for it.
  func layer(_ network: LoweredGraph, _ node: Int) -> LayerCost? {
    layer(
      network, node, bits: .eight,
      scheme: network.sharesBits[node] ? .perChannelNormalized : form.scheme)
  }

  /// What a node takes, or nil where no function is called for it.
  private func layer(
    _ network: LoweredGraph, _ node: Int, bits: KernelBits, scheme: QuantizationScheme
  ) -> LayerCost? {
    let multipliers = MultiplierForm(
      hasExponents: form.hasExponents, isShared: scheme == .perLayerFolded)
    guard let layer = network.layers[node]?.with(bits),
      let forecast = KernelForecast(layer, multipliers)
    else { return nil }
    let constants = forecast.constants.reduce(0) { $0 + $1.roundedUp(to: 4) }
    let description = forecast.function.description
    let calls = forecast.calls * (description.layerBytes + CodeBytes.perCall)
    let count = instructions.instructions(
      layer, on: forecast.function, hasExponents: form.hasExponents)
    return LayerCost(
      name: network.graph.nodes[node].name, function: forecast.function, macs: layer.macs,
      instructions: count, cycles: instructions.cycles(instructions: count),
      flashBytes: constants + calls, constantBytes: constants)
  }
}
