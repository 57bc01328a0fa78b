import Graphs

/// Convolutions of 8-bit values that compute one output at a time, and fully connected layers.
extension KernelDescription {
  static let convolution = KernelDescription(
    "thimble_convolution", layerMembers: windowMembers + 4 + requantizationMembers,
    codeBytes: CodeSizes(1006, 978, 966, 832),
    instructions: InstructionFits(
      cortexM7: ConvolutionInstructions(product: 5.5, tap: 28.5, output: 151),
      cortexM4F: ConvolutionInstructions(product: 5.6, tap: 28.2, output: 152),
      cortexM0Plus: ConvolutionInstructions(product: 6.5, tap: 49.5, output: 738)),
    constants: weightBytes,
    fields: { $0.convolutionFields(weights: $0.weighted.weights.values) })

  static let depthwise = KernelDescription(
    "thimble_depthwise", layerType: convolution.layerType, layerMembers: convolution.layerMembers,
    codeBytes: CodeSizes(3470, 3406, 1196, 1160),
    instructions: InstructionFits(
      cortexM7: DepthwiseInstructions(
        lanes: 4, tap: 15, paddedTap: 15, row: 29.67, cutRow: 29.67, rectangle: 69.98,
        output: 58.59, pixel: 99.6),
      cortexM4F: DepthwiseInstructions(
        lanes: 4, tap: 13.83, paddedTap: 13.83, row: 33.18, cutRow: 33.18, rectangle: 64.13,
        output: 60.19, pixel: 55.6),
      cortexM0Plus: DepthwiseInstructions(
        lanes: 1, tap: 35.3, paddedTap: 26.3, row: 75.3, cutRow: 0, rectangle: 0, output: 0,
        pixel: 0)),
    constants: weightBytes,
    fields: { $0.convolutionFields(weights: $0.weighted.weights.channelsLast) })

  static let dense = KernelDescription(
    "thimble_dense", layerMembers: 4 + requantizationMembers,
    codeBytes: CodeSizes(854, 852, 574, 440),
    instructions: InstructionFits(
      cortexM7: ConvolutionInstructions(product: 2.17, tap: 0, output: 61.1),
      cortexM4F: ConvolutionInstructions(product: 2.19, tap: 0, output: 62.9),
      cortexM0Plus: ConvolutionInstructions(product: 7.01, tap: 0, output: 86.6)),
    constants: weightBytes,
    fields: { operands in
      let (op, input) = (operands.weighted, operands.inputs[0])
      return [
        KernelField("inputs", .int(input.shape.count)),
        KernelField("outputs", .int(op.bias.count)),
        KernelField("weights", .constant(.int8(op.weights.values))),
        KernelField(
          "bias", .constant(.int32(op.weights.bias(op.bias, folding: input.zeroPoint)))),
        .requantization(op.requantization, op.output),
      ]
    })

  /// A byte per weight, and the arrays with a number per output.
  private static let weightBytes: @Sendable (LayerShape, MultiplierForm) -> [Int] = {
    layer, form in
    [layer.output.channels * layer.taps] + form.channelBytes(outputs: layer.output.channels)
  }
}

extension KernelOperands {
  /// The members of `thimble_convolution_layer`.
  fileprivate func convolutionFields(weights: [Int8]) -> [KernelField] {
    let (op, zeroPoint) = (weighted, inputs[0].zeroPoint)
    return [
      windowField,
      KernelField("groups", .int(layer.groups)),
      KernelField("input_zero_point", .int(Int(zeroPoint))),
      KernelField("weights", .constant(.int8(weights))),
      KernelField("bias", .constant(.int32(op.weights.bias(op.bias, folding: zeroPoint)))),
      .requantization(op.requantization, op.output),
    ]
  }
}
