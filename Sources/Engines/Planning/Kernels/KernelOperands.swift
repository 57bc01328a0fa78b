import Graphs

/// A step of an integer network, as the members of its kernel's layer are made of it.
struct KernelOperands {
  /// The operation with its weights and ranges.
  var op: IntegerOp
  /// The types of the inputs.
  var inputs: [QuantizedType]
  /// The type of the result.
  var output: QuantizedType
  /// Its shapes and bits.
  var layer: LayerShape
  /// Which call of the step: for each input of a concatenation there is one.
  var call = 0

  /// A convolution or a fully connected layer, which is a 1 × 1 convolution of a single pixel.
  struct Weighted {
    /// Symmetric weights `[outputs, kernelHeight, kernelWidth, inputs / groups]`, or `[outputs, inputs]`.
    var weights: IntegerTensor
    /// One number per output.
    var bias: [Int32]
    /// From accumulator to output.
    var requantization: Requantization
    /// The range of the output.
    var output: OutputQuantization
  }

  /// The layer with weights.
  var weighted: Weighted {
    switch op {
    case .convolution(let op):
      Weighted(
        weights: op.weights, bias: op.bias, requantization: op.requantization, output: op.output)
    case .dense(let op):
      Weighted(
        weights: op.weights, bias: op.bias, requantization: op.requantization, output: op.output)
    case .input, .add, .multiply, .averagePool, .maximumPool, .lookup, .concat, .flatten:
      unexpected()
    }
  }

  /// Stops where the choice of a kernel does not fit the operation.
  func unexpected() -> Never { fatalError("No kernel of this kind computes '\(op.mnemonic)'.") }

  /// The member `window` that every layer with a window begins with.
  var windowField: KernelField {
    let window = layer.window
    // A fully connected layer reads a vector.
    let input = layer.kind == .dense ? Shape(features: layer.inputChannels) : layer.inputs[0]
    let fields = [
      ("input_height", input.height), ("input_width", input.width),
      ("input_channels", input.channels), ("output_height", layer.output.height),
      ("output_width", layer.output.width), ("output_channels", layer.output.channels),
      ("kernel_height", window.kernel.height), ("kernel_width", window.kernel.width),
      ("stride_height", window.stride.height), ("stride_width", window.stride.width),
      ("padding_top", window.padding.top), ("padding_left", window.padding.left),
    ]
    return KernelField("window", .structure(fields.map { KernelField($0.0, .int($0.1)) }))
  }
}

extension KernelField {
  /// The member `requantization` of type `thimble_requantization`.
  static func requantization(
    _ requantization: Requantization, _ output: OutputQuantization
  ) -> KernelField {
    let multipliers: [Int32]
    let exponents: Value
    let shift: Int
    switch requantization {
    case .rounded(let values, let layerShift):
      (multipliers, exponents, shift) = (values, .none, layerShift)
    case .floor(let values):
      multipliers = values.map(\.mantissa)
      exponents = .constant(.int8(values.map(\.exponent)))
      shift = 0
    }
    return KernelField(
      "requantization",
      .structure([
        KernelField("multipliers", .constant(.int32(multipliers))),
        KernelField("exponents", exponents),
        KernelField("multiplier_step", .int(multipliers.count == 1 ? 0 : 1)),
        KernelField("shift", .int(shift)),
        KernelField("zero_point", .int(Int(output.zeroPoint))),
        KernelField("minimum", .int(Int(output.minimum))),
        KernelField("maximum", .int(Int(output.maximum))),
      ]))
  }
}

extension IntegerTensor {
  /// `[O, ...]` as `[..., O]`.
  var channelsLast: [Int8] {
    let outputs = shape[0]
    let rest = values.count / outputs
    return (0..<values.count).map { values[($0 % outputs) * rest + $0 / outputs] }
  }

  /// `bias − Zx · Σ w` per output channel, so that kernels multiply stored inputs as they are.
  package func bias(_ bias: [Int32], folding zeroPoint: Int32) -> [Int32] {
    let rest = values.count / bias.count
    return bias.indices.map { output in
      let sum = values[output * rest..<(output + 1) * rest].reduce(Int32(0)) { $0 + Int32($1) }
      return bias[output] &- zeroPoint &* sum
    }
  }
}
