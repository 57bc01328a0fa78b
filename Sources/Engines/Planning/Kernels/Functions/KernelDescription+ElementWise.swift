import Graphs

/// Functions of 8-bit values that need no scratch and no weights.
extension KernelDescription {
  static let add = KernelDescription(
    "thimble_add", layerMembers: 9, codeBytes: CodeSizes(1584, 1584, 1592, 1540),
    instructions: InstructionFits(
      cortexM7: PerResult(25.25), cortexM4F: PerResult(24.25), cortexM0Plus: PerResult(89.9)),
    fields: \.sumFields)

  static let multiply = KernelDescription(
    "thimble_multiply", layerMembers: 5 + requantizationMembers,
    codeBytes: CodeSizes(416, 408, 428, 488),
    instructions: InstructionFits(
      cortexM7: PerResult(27.8), cortexM4F: PerResult(28.8), cortexM0Plus: PerResult(62.8)),
    constants: { _, _ in [4] }, fields: \.productFields)

  static let lookup = KernelDescription(
    "thimble_lookup", layerMembers: 2, codeBytes: CodeSizes(152, 152, 160, 136),
    instructions: InstructionFits(
      cortexM7: PerResult(4.5), cortexM4F: PerResult(4.5), cortexM0Plus: PerResult(5)),
    constants: { _, _ in [256] },
    fields: { operands in
      guard case .lookup(let op) = operands.op else { operands.unexpected() }
      return [
        KernelField("count", .int(operands.output.shape.count)),
        KernelField("table", .constant(.int8(op.table.map { op.output.clamp(Int64($0)) }))),
      ]
    })

  static let copyChannels = KernelDescription(
    "thimble_copy_channels", layerMembers: 4, codeBytes: CodeSizes(134, 128, 136, 124),
    instructions: InstructionFits(
      cortexM7: PerResult(6.72), cortexM4F: PerResult(6.48), cortexM0Plus: PerResult(8.22)),
    fields: \.partFields)
}

extension KernelOperands {
  /// The members of `thimble_add_layer`.
  var sumFields: [KernelField] {
    guard case .add(let op) = op else { unexpected() }
    return [
      KernelField("count", .int(inputs[0].shape.count)),
      KernelField("zero_point_1", .int(Int(inputs[0].zeroPoint))),
      KernelField("zero_point_2", .int(Int(inputs[1].zeroPoint))),
      KernelField("multiplier_1", .int(Int(op.multipliers[0]))),
      KernelField("multiplier_2", .int(Int(op.multipliers[1]))),
      KernelField("shift", .int(op.shift)),
      KernelField("zero_point", .int(Int(op.output.zeroPoint))),
      KernelField("minimum", .int(Int(op.output.minimum))),
      KernelField("maximum", .int(Int(op.output.maximum))),
    ]
  }

  /// The members of `thimble_multiply_layer`.
  var productFields: [KernelField] {
    guard case .multiply(let op) = op else { unexpected() }
    let shape = inputs[0].shape
    return [
      KernelField("pixels", .int(shape.area)),
      KernelField("channels", .int(shape.channels)),
      KernelField("pixel_step_2", .int(inputs[1].shape == shape ? shape.channels : 0)),
      KernelField("zero_point_1", .int(Int(inputs[0].zeroPoint))),
      KernelField("zero_point_2", .int(Int(inputs[1].zeroPoint))),
      .requantization(op.requantization, op.output),
    ]
  }

  /// The members of `thimble_copy_channels_layer`: one input of a concatenation.
  var partFields: [KernelField] {
    let channels = inputs.map(\.shape.channels)
    return [
      KernelField("pixels", .int(inputs[call].shape.area)),
      KernelField("input_channels", .int(channels[call])),
      KernelField("output_channels", .int(output.shape.channels)),
      KernelField("first_channel", .int(channels[..<call].reduce(0, +))),
    ]
  }
}
