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
  /// The device.
  package let device: Device
  /// RAM that is set aside for the stack.
  package let stackBytes: Int
  /// How networks are stored.
  package let form: StoredForm
  private let instructions: InstructionCounts
  private let code: CodeBytes

  package init(_ device: Device, stackBytes: Int = 2048, form: StoredForm = StoredForm()) {
    self.device = device
    self.stackBytes = stackBytes
    self.form = form
    instructions = InstructionCounts(device.core)
    code = CodeBytes(device.core)
  }

  /// What the network needs after quantization to 8 bits.
  package func cost(of graph: FloatGraph) -> Cost {
    let arena = peakBytes(of: graph) { scratchBytes(graph, $0) }
    let total = SegmentCost(layers(of: graph), arenaBytes: arena)
    return cost(
      of: total, functionBytes: code.functions(total.functions),
      channels: graph.inputValue.channels, classes: graph.outputValue.count)
  }

  /// The layers in order; nodes that become part of another layer have none of their own.
  package func layers(of graph: FloatGraph) -> [LayerCost] {
    graph.nodes.indices.compactMap { layer(graph, $0) }
  }

  /// What the network needs at these bits, each layer with its own scheme.
  package func cost(of network: QuantizableGraph, at bits: BitAssignment) -> Cost {
    let graph = network.graph
    let buffers = BufferGraph(
      graph,
      scratchBytes: {
        kernelForecast(graph, $0, bits: network.kernelBits($0, bits))?.scratchBytes ?? 0
      },
      precision: { bits.activations[network.tensorOfNode[$0]] })
    let total = SegmentCost(
      layers(of: network, at: bits), arenaBytes: MemoryPlan(buffers).arenaBytes)
    return cost(
      of: total, functionBytes: code.functions(total.functions),
      channels: graph.inputValue.channels, classes: graph.outputValue.count)
  }

  /// The flash of the network at these bits, and the part of it that is no constant: code, calls and
  /// tables.
  ///
  /// It takes no plan of the memory.
  package func flash(
    of network: QuantizableGraph, at bits: BitAssignment
  ) -> (bytes: Int, code: Int) {
    let layers = layers(of: network, at: bits)
    let graph = network.graph
    let total = SegmentCost(layers, arenaBytes: 0)
    let bytes = flashBytes(
      of: total, functionBytes: code.functions(total.functions),
      channels: graph.inputValue.channels, classes: graph.outputValue.count)
    return (bytes, bytes - layers.reduce(0) { $0 + $1.constantBytes })
  }

  /// The layers in order at these bits; nodes that become part of another layer have none.
  package func layers(of network: QuantizableGraph, at bits: BitAssignment) -> [LayerCost] {
    let schemes = Dictionary(
      zip(network.layers.map(\.node), bits.schemes), uniquingKeysWith: { first, _ in first })
    return network.graph.nodes.indices.compactMap {
      layer(
        network.graph, $0, bits: network.kernelBits($0, bits), scheme: schemes[$0] ?? form.scheme)
    }
  }

  /// The milliseconds of so many cycles at the device's clock.
  package func milliseconds(cycles: Int) -> Double {
    Double(cycles) * 1000 / Double(device.clockHertz)
  }

  /// The cycles of so many milliseconds at the device's clock.
  func cycles(milliseconds: Double) -> Int {
    Int((milliseconds * Double(device.clockHertz) / 1000).rounded())
  }

  /// The code of every set of functions of bytes, by its bits.
  var functionBytes: [Int] { FunctionSet.ofBytes.map(code.functions) }

  /// The cost of a network that takes `total` in all layers.
  ///
  /// - Parameter functionBytes: the code of its functions.
  func cost(of total: SegmentCost, functionBytes: Int, channels: Int, classes: Int) -> Cost {
    let flash = flashBytes(
      of: total, functionBytes: functionBytes, channels: channels, classes: classes)
    let ram = total.arenaBytes.roundedUp(to: 8) + stackBytes.roundedUp(to: 8)
    return Cost(
      flashBytes: Quantity(Double(flash), .estimated),
      ramBytes: Quantity(Double(ram), .estimated),
      macs: Quantity(Double(total.macs), .estimated),
      milliseconds: Quantity(milliseconds(cycles: total.cycles), .estimated))
  }

  private func flashBytes(
    of total: SegmentCost, functionBytes: Int, channels: Int, classes: Int
  ) -> Int {
    total.flashBytes + code.fixed + form.tableBytes(channels: channels, classes: classes)
      + functionBytes
  }

  /// What a node takes with 8 bits everywhere, or nil where no function is called for it.
  func layer(_ graph: FloatGraph, _ index: Int) -> LayerCost? {
    layer(graph, index, bits: .eight, scheme: form.scheme)
  }

  /// What a node takes, or nil where no function is called for it.
  private func layer(
    _ graph: FloatGraph, _ index: Int, bits: KernelBits, scheme: QuantizationScheme
  ) -> LayerCost? {
    guard
      let forecast = kernelForecast(
        graph, index, bits: bits, hasExponents: form.hasExponents,
        sharesMultiplier: scheme == .perLayerFolded)
    else { return nil }
    let node = graph.nodes[index]
    let constants = forecast.constants.reduce(0) { $0 + $1.roundedUp(to: 4) }
    let calls = forecast.calls * (forecast.function.layerBytes + CodeBytes.perCall)
    let count = instructions.instructions(
      graph, node, on: forecast.function, bits: bits, hasExponents: form.hasExponents)
    return LayerCost(
      name: node.name, function: forecast.function, macs: graph.macs(of: node),
      instructions: count, cycles: instructions.cycles(instructions: count),
      flashBytes: constants + calls, constantBytes: constants)
  }
}
