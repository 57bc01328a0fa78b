import Graphs

extension Kernel {
  static func add(_ op: IntegerAdd, inputs: [QuantizedType]) -> Kernel {
    Kernel(
      symbol: .add,
      fields: [
        KernelField("count", .int(inputs[0].shape.count)),
        KernelField("zero_point_1", .int(Int(inputs[0].zeroPoint))),
        KernelField("zero_point_2", .int(Int(inputs[1].zeroPoint))),
        KernelField("multiplier_1", .int(Int(op.multipliers[0]))),
        KernelField("multiplier_2", .int(Int(op.multipliers[1]))),
        KernelField("shift", .int(op.shift)),
        KernelField("zero_point", .int(Int(op.output.zeroPoint))),
        KernelField("minimum", .int(Int(op.output.minimum))),
        KernelField("maximum", .int(Int(op.output.maximum))),
      ])
  }

  static func multiply(_ op: IntegerMultiply, inputs: [QuantizedType]) -> Kernel {
    let shape = inputs[0].shape
    return Kernel(
      symbol: .multiply,
      fields: [
        KernelField("pixels", .int(shape.area)),
        KernelField("channels", .int(shape.channels)),
        KernelField("pixel_step_2", .int(inputs[1].shape == shape ? shape.channels : 0)),
        KernelField("zero_point_1", .int(Int(inputs[0].zeroPoint))),
        KernelField("zero_point_2", .int(Int(inputs[1].zeroPoint))),
        .requantization(op.requantization, op.output),
      ])
  }

  static func lookup(_ op: IntegerLookup, count: Int) -> Kernel {
    Kernel(
      symbol: .lookup,
      fields: [
        KernelField("count", .int(count)),
        KernelField("table", .constant(.int8(op.table.map { op.output.clamp(Int64($0)) }))),
      ])
  }

  static func copyChannels(from input: Shape, into output: Shape, first: Int) -> Kernel {
    Kernel(
      symbol: .copyChannels,
      fields: [
        KernelField("pixels", .int(input.area)),
        KernelField("input_channels", .int(input.channels)),
        KernelField("output_channels", .int(output.channels)),
        KernelField("first_channel", .int(first)),
      ])
  }
}
