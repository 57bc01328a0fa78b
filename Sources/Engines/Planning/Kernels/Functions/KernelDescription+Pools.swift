import Graphs

/// Pools, on 8-bit and on packed values.
extension KernelDescription {
  static let averagePool = KernelDescription(
    "thimble_average_pool", layerMembers: windowMembers + 1 + requantizationMembers,
    codeBytes: CodeSizes(698, 1096, 1108, 980),
    instructions: InstructionFits(
      cortexM7: PoolInstructions(tap: 2.54, row: 26.2, output: 72.7),
      cortexM4F: PoolInstructions(tap: 2.45, row: 29.9, output: 87.9),
      cortexM0Plus: PoolInstructions(tap: 3.03, row: 37.1, output: 135)),
    constants: { _, _ in [4] },
    fields: { operands in
      guard case .averagePool(let op) = operands.op else { operands.unexpected() }
      return [
        operands.windowField,
        KernelField("input_zero_point", .int(Int(operands.inputs[0].zeroPoint))),
        .requantization(op.requantization, op.output),
      ]
    })

  static let maximumPool = KernelDescription(
    "thimble_maximum_pool", layerMembers: windowMembers, codeBytes: CodeSizes(462, 922, 930, 908),
    instructions: InstructionFits(
      cortexM7: PoolInstructions(tap: 1.86, row: 39.3, output: 20.8),
      cortexM4F: PoolInstructions(tap: 0.23, row: 49, output: 26.1),
      cortexM0Plus: PoolInstructions(tap: 3.33, row: 43.8, output: 23.1)),
    fields: { [$0.windowField] })

  static let packedAveragePool = KernelDescription(
    "thimble_packed_average_pool", layerMembers: windowMembers + 3 + requantizationMembers,
    packedWith: packedHeaders, codeBytes: CodeSizes(1006, 992, 1004, 864),
    instructions: InstructionFits(
      cortexM7: PoolInstructions(tap: 14.18, row: 19.35, output: 104.2),
      cortexM4F: PoolInstructions(tap: 14.05, row: 6.89, output: 130.5),
      cortexM0Plus: PoolInstructions(tap: 20.77, row: 0, output: 205.7)),
    constants: { _, _ in [4] },
    fields: { operands in
      guard case .averagePool(let op) = operands.op else { operands.unexpected() }
      return [
        operands.windowField,
        KernelField("input_bits", .int(operands.inputs[0].precision.rawValue)),
        KernelField("output_bits", .int(operands.output.precision.rawValue)),
        KernelField("input_zero_point", .int(Int(operands.inputs[0].zeroPoint))),
        .requantization(op.requantization, op.output),
      ]
    })

  static let packedMaximumPool = KernelDescription(
    "thimble_packed_maximum_pool", layerMembers: windowMembers + 1, packedWith: packedHeaders,
    codeBytes: CodeSizes(712, 688, 696, 648),
    instructions: InstructionFits(
      cortexM7: PoolInstructions(tap: 17.38, row: 20.56, output: 31.69),
      cortexM4F: PoolInstructions(tap: 16.17, row: 12.98, output: 48.97),
      cortexM0Plus: PoolInstructions(tap: 21.94, row: 15.17, output: 54.03)),
    fields: {
      [$0.windowField, KernelField("bits", .int($0.inputs[0].precision.rawValue))]
    })
}
