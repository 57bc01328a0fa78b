import Graphs

extension Kernel {
  static func convolution(
    _ op: IntegerConvolution, input: QuantizedType, output: QuantizedType
  ) -> Kernel {
    let isDepthwise = op.geometry.isDepthwise(inputChannels: input.shape.channels)
    let weights = isDepthwise ? op.weights.channelsLast : op.weights.values
    return Kernel(
      symbol: isDepthwise ? .depthwise : .convolution,
      fields: windowFields(op.geometry.window, input: input.shape, output: output.shape) + [
        KernelField("groups", .int(op.geometry.groups)),
        KernelField("input_zero_point", .int(Int(input.zeroPoint))),
        KernelField("weights", .constant(.int8(weights))),
        KernelField("bias", .constant(.int32(op.weights.bias(op.bias, folding: input.zeroPoint)))),
        .requantization(op.requantization, op.output),
      ])
  }

  /// A convolution of a single pixel, which is a fully connected layer, or nil for any other.
  static func dense(_ op: IntegerConvolution, input: QuantizedType) -> Kernel? {
    guard isDense(op.geometry, input: input.shape) else { return nil }
    let inputs = input.shape.channels
    return dense(
      IntegerDense(
        weights: IntegerTensor(
          shape: [op.geometry.outputChannels, inputs], values: op.weights.values),
        bias: op.bias, requantization: op.requantization, output: op.output),
      input: input)
  }

  /// Whether a convolution is a fully connected layer.
  static func isDense(_ op: Convolution, input: Shape) -> Bool {
    input.area == 1 && op.window.kernel.area == 1 && op.groups == 1
  }

  static func dense(_ op: IntegerDense, input: QuantizedType) -> Kernel {
    Kernel(
      symbol: .dense,
      fields: [
        KernelField("inputs", .int(input.shape.count)),
        KernelField("outputs", .int(op.bias.count)),
        KernelField("weights", .constant(.int8(op.weights.values))),
        KernelField("bias", .constant(.int32(op.weights.bias(op.bias, folding: input.zeroPoint)))),
        .requantization(op.requantization, op.output),
      ])
  }

  static func averagePool(
    _ op: IntegerAveragePool, input: QuantizedType, output: QuantizedType
  ) -> Kernel {
    Kernel(
      symbol: .averagePool,
      fields: windowFields(op.window, input: input.shape, output: output.shape) + [
        KernelField("input_zero_point", .int(Int(input.zeroPoint))),
        .requantization(op.requantization, op.output),
      ])
  }

  static func maximumPool(
    _ window: Window, input: QuantizedType, output: QuantizedType
  ) -> Kernel {
    Kernel(
      symbol: .maximumPool,
      fields: windowFields(window, input: input.shape, output: output.shape))
  }
}

/// The member `window` that every layer with a window begins with.
func windowFields(_ window: Window, input: Shape, output: Shape) -> [KernelField] {
  let fields = [
    ("input_height", input.height), ("input_width", input.width),
    ("input_channels", input.channels), ("output_height", output.height),
    ("output_width", output.width), ("output_channels", output.channels),
    ("kernel_height", window.kernel.height), ("kernel_width", window.kernel.width),
    ("stride_height", window.stride.height), ("stride_width", window.stride.width),
    ("padding_top", window.padding.top), ("padding_left", window.padding.left),
  ]
  return [KernelField("window", .structure(fields.map { KernelField($0.0, .int($0.1)) }))]
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
  func bias(_ bias: [Int32], folding zeroPoint: Int32) -> [Int32] {
    let rest = values.count / bias.count
    return bias.indices.map { output in
      let sum = values[output * rest..<(output + 1) * rest].reduce(Int32(0)) { $0 + Int32($1) }
      return bias[output] &- zeroPoint &* sum
    }
  }
}
