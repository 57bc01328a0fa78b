package import Graphs

/// The bits of what a layer reads, multiplies by and computes.
package struct KernelBits: Hashable, Sendable {
  package var input, weights, output: Precision

  package init(input: Precision, weights: Precision, output: Precision) {
    (self.input, self.weights, self.output) = (input, weights, output)
  }

  /// 8 bits everywhere.
  package static let eight = KernelBits(input: .bits8, weights: .bits8, output: .bits8)
}

/// The kernel of a node with values or weights of fewer than 8 bits, or nil where no function is
/// called for it.
func packedForecast(
  _ graph: FloatGraph, _ index: Int, bits: KernelBits, _ form: MultiplierForm
) -> KernelForecast? {
  let node = graph.nodes[index]
  let inputs = node.inputs.map { graph.nodes[$0].value }
  switch node.op {
  case .input, .batchNorm, .flatten, .softmax:
    return nil
  case .activation(let function):
    switch function {
    case .relu, .relu6: return nil
    case .hSwish, .hSigmoid:
      return KernelForecast(function: .packedLookup, constants: [1 << bits.input.rawValue])
    }
  case .multiply:
    return KernelForecast(function: .packedMultiply, constants: [4])
  case .concat:
    return KernelForecast(function: .packedCopyChannels, calls: inputs.count)
  case .convolution(let op):
    let taps = op.window.kernel.area * inputs[0].channels / op.groups
    guard op.isDepthwise(inputChannels: inputs[0].channels) else {
      return KernelForecast(
        packedOutputs: op.outputChannels, groups: op.groups, taps: taps, weights: bits.weights,
        pixels: node.value.area, form)
    }
    let weights = op.window.kernel.area * bits.weights.byteCount(of: op.outputChannels)
    let channels = form.channelBytes(outputs: op.outputChannels)
    return KernelForecast(
      function: .packedDepthwise, constants: [weights] + channels,
      scratchBytes: Kernel.packedDepthwiseChannels * op.window.kernel.area)
  case .dense(let op):
    return KernelForecast(
      packedOutputs: op.outputs, groups: 1, taps: inputs[0].count, weights: bits.weights,
      pixels: 1, form)
  case .add:
    return KernelForecast(function: .packedAdd)
  case .pool(let op):
    switch op.kind {
    case .average: return KernelForecast(function: .packedAveragePool, constants: [4])
    case .maximum: return KernelForecast(function: .packedMaximumPool)
    }
  case .globalAveragePool:
    return KernelForecast(function: .packedAveragePool, constants: [4])
  }
}

extension FloatOp {
  /// Whether the bits of weights decide which kernel computes the operation.
  var hasWeights: Bool {
    switch self {
    case .convolution, .dense: true
    case .input, .batchNorm, .activation, .add, .multiply, .pool, .globalAveragePool, .concat,
      .flatten, .softmax:
      false
    }
  }
}

extension KernelForecast {
  fileprivate init(
    packedOutputs outputs: Int, groups: Int, taps: Int, weights: Precision, pixels: Int,
    _ form: MultiplierForm
  ) {
    let bytes = Kernel.packedWeightBytes(
      outputs: outputs, groups: groups, taps: taps, weights: weights)
    self.init(
      function: .packedConvolution(weights),
      constants: [bytes] + form.channelBytes(outputs: outputs),
      scratchBytes: Kernel.packedScratchBytes(taps: taps, weights: weights, pixels: pixels))
  }
}
