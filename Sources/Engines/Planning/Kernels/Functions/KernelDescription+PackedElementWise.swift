import Graphs

/// Functions without weights of values of fewer than 8 bits.
extension KernelDescription {
  static let packedAdd = KernelDescription(
    "thimble_packed_add", layerMembers: 9 + 3, packedWith: packedHeaders,
    codeBytes: CodeSizes(838, 864, 872, 696),
    instructions: InstructionFits(
      cortexM7: PerResult(72.1), cortexM4F: PerResult(71.61), cortexM0Plus: PerResult(148.2)),
    fields: { [KernelField("sum", .structure($0.sumFields))] + $0.elementWiseBits })

  static let packedMultiply = KernelDescription(
    "thimble_packed_multiply", layerMembers: 5 + requantizationMembers + 3,
    packedWith: packedHeaders, codeBytes: CodeSizes(552, 556, 576, 648),
    instructions: InstructionFits(
      cortexM7: PerResult(55.31), cortexM4F: PerResult(56.26), cortexM0Plus: PerResult(99.51)),
    constants: { _, _ in [4] },
    fields: { [KernelField("product", .structure($0.productFields))] + $0.elementWiseBits })

  /// The table has an entry for each value that the input can have.
  static let packedLookup = KernelDescription(
    "thimble_packed_lookup", layerMembers: 4, packedWith: packedHeaders,
    codeBytes: CodeSizes(604, 586, 594, 624),
    instructions: InstructionFits(
      cortexM7: PerResult(21.31), cortexM4F: PerResult(21.32), cortexM0Plus: PerResult(33.57)),
    constants: { layer, _ in [1 << layer.bits.input.rawValue] },
    fields: { operands in
      guard case .lookup(let op) = operands.op else { operands.unexpected() }
      let input = operands.inputs[0]
      let values = input.precision.minimum...input.precision.maximum
      let table = values.map { op.output.clamp(Int64(op.table[Int($0) + 128])) }
      return [
        KernelField("count", .int(input.shape.count)),
        KernelField("input_bits", .int(input.precision.rawValue)),
        KernelField("output_bits", .int(op.output.precision.rawValue)),
        KernelField("table", .constant(.int8(table))),
      ]
    })

  static let packedCopyChannels = KernelDescription(
    "thimble_packed_copy_channels", layerMembers: 5, packedWith: packedHeaders,
    codeBytes: CodeSizes(788, 756, 764, 728),
    instructions: InstructionFits(
      cortexM7: PerResult(23.56), cortexM4F: PerResult(23.31), cortexM0Plus: PerResult(31.64)),
    fields: {
      [
        KernelField("part", .structure($0.partFields)),
        KernelField("bits", .int($0.output.precision.rawValue)),
      ]
    })
}

extension KernelOperands {
  /// The bits of both inputs and of the result.
  fileprivate var elementWiseBits: [KernelField] {
    [
      KernelField("bits_1", .int(inputs[0].precision.rawValue)),
      KernelField("bits_2", .int(inputs[1].precision.rawValue)),
      KernelField("output_bits", .int(output.precision.rawValue)),
    ]
  }
}
