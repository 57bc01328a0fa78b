import Graphs

/// Kernels for values and weights of 8, 4 or 2 bits in any combination.
extension Kernel {
  /// Channels that a depthwise convolution computes at one time; their weights lie in the scratch.
  static let packedDepthwiseChannels = 16
  /// Output pixels that a convolution computes at one time; their taps are widened into the scratch.
  static let packedPixels = 2

  static func packedConvolution(
    _ op: IntegerConvolution, input: QuantizedType, output: QuantizedType
  ) -> Kernel {
    let window = windowFields(op.geometry.window, input: input.shape, output: output.shape)
    if op.geometry.isDepthwise(inputChannels: input.shape.channels) {
      return packedDepthwise(op, window: window, input: input)
    }
    return packedConvolution(
      window: window, groups: op.geometry.groups,
      weights: (op.weights, op.weightPrecision), bias: op.bias,
      requantization: .requantization(op.requantization, op.output), input: input,
      output: op.output.precision)
  }

  /// A fully connected layer is a 1 × 1 convolution of a single pixel.
  static func packedDense(_ op: IntegerDense, input: QuantizedType) -> Kernel {
    packedConvolution(
      window: windowFields(
        Window(kernel: Size(1)), input: Shape(features: input.shape.count),
        output: Shape(features: op.bias.count)),
      groups: 1, weights: (op.weights, op.weightPrecision), bias: op.bias,
      requantization: .requantization(op.requantization, op.output), input: input,
      output: op.output.precision)
  }

  private static func packedConvolution(
    window: [KernelField], groups: Int, weights: (tensor: IntegerTensor, precision: Precision),
    bias: [Int32], requantization: KernelField, input: QuantizedType, output: Precision
  ) -> Kernel {
    let (tensor, precision) = weights
    let taps = tensor.values.count / bias.count
    // Kernels multiply codes, which count from the smallest value on.
    let zeroCode = input.zeroPoint - input.precision.minimum
    return Kernel(
      symbol: .packedConvolution(precision),
      fields: window + [
        KernelField("groups", .int(groups)),
        KernelField("input_bits", .int(input.precision.rawValue)),
        KernelField("output_bits", .int(output.rawValue)),
        KernelField("input_zero_code", .int(Int(zeroCode))),
        KernelField("weights", .constant(.int8(tensor.packedCodes(of: precision, taps: taps)))),
        KernelField("bias", .constant(.int32(tensor.bias(bias, folding: zeroCode)))),
        requantization,
      ],
      scratchBytes: packedScratchBytes(taps: taps, weights: precision))
  }

  /// The bytes of widened taps: a halfword for each tap of whole words of weights, and pixel.
  static func packedScratchBytes(taps: Int, weights: Precision) -> Int {
    2 * packedPixels * taps.roundedUp(to: 32 / weights.rawValue)
  }

  /// The bytes of rows of weights; see `packedCodes`.
  static func packedWeightBytes(outputs: Int, taps: Int, weights: Precision) -> Int {
    let row = weights.byteCount(of: taps)
    return outputs * row + row.roundedUp(to: 4) - row
  }

  private static func packedDepthwise(
    _ op: IntegerConvolution, window: [KernelField], input: QuantizedType
  ) -> Kernel {
    let channels = input.shape.channels
    let taps = op.geometry.window.kernel.area
    let rows = op.weights.channelsLast
    let packed = (0..<taps).flatMap { tap in
      op.weightPrecision.packed(Array(rows[tap * channels..<(tap + 1) * channels]))
    }
    return Kernel(
      symbol: .packedDepthwise,
      fields: window + [
        KernelField("input_bits", .int(input.precision.rawValue)),
        KernelField("weight_bits", .int(op.weightPrecision.rawValue)),
        KernelField("output_bits", .int(op.output.precision.rawValue)),
        KernelField("input_zero_point", .int(Int(input.zeroPoint))),
        KernelField("weights", .constant(.int8(packed))),
        KernelField("bias", .constant(.int32(op.weights.bias(op.bias, folding: input.zeroPoint)))),
        .requantization(op.requantization, op.output),
      ],
      scratchBytes: packedDepthwiseChannels * taps)
  }

  static func packedAveragePool(
    _ op: IntegerAveragePool, input: QuantizedType, output: QuantizedType
  ) -> Kernel {
    Kernel(
      symbol: .packedAveragePool,
      fields: windowFields(op.window, input: input.shape, output: output.shape) + [
        KernelField("input_bits", .int(input.precision.rawValue)),
        KernelField("output_bits", .int(output.precision.rawValue)),
        KernelField("input_zero_point", .int(Int(input.zeroPoint))),
        .requantization(op.requantization, op.output),
      ])
  }

  static func packedMaximumPool(
    _ window: Window, input: QuantizedType, output: QuantizedType
  ) -> Kernel {
    Kernel(
      symbol: .packedMaximumPool,
      fields: windowFields(window, input: input.shape, output: output.shape) + [
        KernelField("bits", .int(input.precision.rawValue))
      ])
  }

  static func packedAdd(_ op: IntegerAdd, inputs: [QuantizedType]) -> Kernel {
    Kernel(
      symbol: .packedAdd,
      fields: [
        KernelField("sum", .structure(add(op, inputs: inputs).fields)),
        KernelField("bits_1", .int(inputs[0].precision.rawValue)),
        KernelField("bits_2", .int(inputs[1].precision.rawValue)),
        KernelField("output_bits", .int(op.output.precision.rawValue)),
      ])
  }
}

extension KernelFunction {
  /// The convolution that reads weights of so many bits.
  static func packedConvolution(_ weights: Precision) -> KernelFunction {
    switch weights {
    case .bits8: .packedConvolution8
    case .bits4: .packedConvolution4
    case .bits2: .packedConvolution2
    }
  }
}

extension IntegerTensor {
  /// Rows of `taps` weights as codes, `weight − smallest`, each row in whole bytes; as kernels load
  /// words, bytes follow until the last word of the last row is whole.
  fileprivate func packedCodes(of precision: Precision, taps: Int) -> [Int8] {
    let smallest = Int8(precision.minimum)
    let rows = stride(from: 0, to: values.count, by: taps).flatMap { first in
      precision.packed(values[first..<first + taps].map { $0 &- smallest })
    }
    let rowBytes = precision.byteCount(of: taps)
    return rows + [Int8](repeating: 0, count: rowBytes.roundedUp(to: 4) - rowBytes)
  }
}
