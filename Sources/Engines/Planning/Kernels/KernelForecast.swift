package import Graphs

/// The kernel that will compute a node of a network after quantization, and what it takes along.
///
/// Weights, biases and multipliers are counted per output channel. Where weights turn out so large
/// that two sums do not fit one word, a convolution takes fewer constants and no scratch.
package struct KernelForecast: Equatable, Sendable {
  /// The C function.
  package var function: KernelFunction
  /// How often it is called: once, but for each input of a concatenation.
  package var calls = 1
  /// The bytes of each array of constants.
  package var constants: [Int] = []
  /// The bytes that the function needs while it runs.
  package var scratchBytes = 0
}

/// The kernel of a node after quantization, to 8 bits unless said otherwise, or nil where no function
/// will be called for it.
///
/// Batch norm, ReLU and ReLU6 become part of the step before; softmax stays outside the firmware.
///
/// - Parameters:
///   - bits: of what the node reads, multiplies by and computes.
///   - hasExponents: whether each multiplier of a convolution or dense layer has an exponent of its
///     own, as in the `floor` form of requantization.
///   - sharesMultiplier: whether all outputs of such a layer have one multiplier.
package func kernelForecast(
  _ graph: FloatGraph, _ index: Int, bits: KernelBits = .eight, hasExponents: Bool = false,
  sharesMultiplier: Bool = false
) -> KernelForecast? {
  let form = MultiplierForm(hasExponents: hasExponents, isShared: sharesMultiplier)
  var bits = bits
  if !graph.nodes[index].op.hasWeights { bits.weights = .bits8 }
  guard bits == .eight else {
    return packedForecast(graph, index, bits: bits, form)
  }
  let node = graph.nodes[index]
  let inputs = node.inputs.map { graph.nodes[$0].value }
  switch node.op {
  case .input, .batchNorm, .flatten, .softmax:
    return nil
  case .convolution(let op):
    return KernelForecast(op, input: inputs[0], output: node.value, form)
  case .dense(let op):
    return KernelForecast(.dense, outputs: op.outputs, taps: inputs[0].count, form)
  case .activation(let function):
    switch function {
    case .relu, .relu6: return nil
    case .hSwish, .hSigmoid: return KernelForecast(function: .lookup, constants: [256])
    }
  case .add:
    return KernelForecast(function: .add)
  case .multiply:
    return KernelForecast(function: .multiply, constants: [4])
  case .pool(let op):
    switch op.kind {
    case .average: return KernelForecast(function: .averagePool, constants: [4])
    case .maximum: return KernelForecast(function: .maximumPool)
    }
  case .globalAveragePool:
    return KernelForecast(function: .averagePool, constants: [4])
  case .concat:
    return KernelForecast(function: .copyChannels, calls: inputs.count)
  }
}

/// How the multipliers of a layer are stored.
struct MultiplierForm {
  /// Whether each has an exponent.
  var hasExponents: Bool
  /// Whether there is one for all outputs.
  var isShared: Bool

  /// The bytes of the arrays with a number per output: biases, and those of a requantization.
  func channelBytes(outputs: Int) -> [Int] { [4 * outputs] + multiplierBytes(outputs: outputs) }

  /// The bytes of the arrays of a requantization: 32-bit multipliers, and exponents of 8 bits.
  func multiplierBytes(outputs: Int) -> [Int] {
    let count = isShared ? 1 : outputs
    return hasExponents ? [4 * count, count] : [4 * count]
  }
}

extension KernelForecast {
  fileprivate init(
    _ function: KernelFunction, outputs: Int, taps: Int, _ form: MultiplierForm
  ) {
    self.init(
      function: function, constants: [outputs * taps] + form.channelBytes(outputs: outputs))
  }

  /// The same choice as that of an integer convolution.
  fileprivate init(_ op: Convolution, input: Shape, output: Shape, _ form: MultiplierForm) {
    let outputs = op.outputChannels
    let taps = op.window.kernel.area * input.channels / op.groups
    let scratch = Kernel.scratchBytes(of: op, input: input, output: output)
    if Kernel.isDense(op, input: input) {
      self.init(.dense, outputs: outputs, taps: taps, form)
    } else if scratch > 0 {
      let words = Kernel.pairedWordBytes(outputs: outputs, taps: taps)
      self.init(
        function: .pairedConvolution,
        constants: [words, Kernel.pairedBiasBytes(outputs: outputs)]
          + form.multiplierBytes(outputs: outputs),
        scratchBytes: scratch)
    } else {
      let isDepthwise = op.isDepthwise(inputChannels: input.channels)
      self.init(isDepthwise ? .depthwise : .convolution, outputs: outputs, taps: taps, form)
    }
  }
}

extension KernelFunction {
  /// The bytes of its layer type where pointers have 32 bits.
  package var layerBytes: Int {
    // Every member has 4 bytes: 12 in a window, 7 in a requantization.
    switch self {
    case .convolution, .pairedConvolution, .depthwise: 4 * (12 + 4 + 7)
    case .dense: 4 * (4 + 7)
    case .add: 4 * 9
    case .multiply: 4 * (5 + 7)
    case .averagePool: 4 * (12 + 1 + 7)
    case .maximumPool: 4 * 12
    case .lookup: 4 * 2
    case .copyChannels: 4 * 4
    case .packedConvolution8, .packedConvolution4, .packedConvolution2: 4 * (12 + 6 + 7)
    case .packedDepthwise: 4 * (12 + 6 + 7)
    case .packedAveragePool: 4 * (12 + 3 + 7)
    case .packedMaximumPool: 4 * 13
    case .packedAdd: 4 * (9 + 3)
    case .packedMultiply: 4 * (5 + 7 + 3)
    case .packedLookup: 4 * 4
    case .packedCopyChannels: 4 * 5
    }
  }
}
