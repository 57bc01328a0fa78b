import Graphs

/// Kernels for values and weights of 8, 4 or 2 bits in any combination.
extension Kernel {
  /// Channels that a depthwise convolution computes at one time; their weights lie in the scratch.
  static let packedDepthwiseChannels = 16
  /// Output pixels that a convolution computes at one time; their taps are widened into the scratch.
  static let packedPixels = 4

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
      output: output)
  }

  /// A fully connected layer is a 1 × 1 convolution of a single pixel.
  static func packedDense(
    _ op: IntegerDense, input: QuantizedType, output: QuantizedType
  ) -> Kernel {
    packedConvolution(
      window: windowFields(
        Window(kernel: Size(1)), input: Shape(features: input.shape.count),
        output: Shape(features: op.bias.count)),
      groups: 1, weights: (op.weights, op.weightPrecision), bias: op.bias,
      requantization: .requantization(op.requantization, op.output), input: input,
      output: output)
  }

  private static func packedConvolution(
    window: [KernelField], groups: Int, weights: (tensor: IntegerTensor, precision: Precision),
    bias: [Int32], requantization: KernelField, input: QuantizedType, output: QuantizedType
  ) -> Kernel {
    let (tensor, precision) = weights
    let taps = tensor.values.count / bias.count
    let packing = PackedWeights(
      tensor, of: precision, outputs: bias.count, groups: groups,
      order: tapOrder(channels: input.shape.channels / groups, input: input.precision))
    // Kernels multiply codes, which count from the smallest value on.
    let zeroCode = input.zeroPoint - input.precision.minimum
    return Kernel(
      symbol: .packedConvolution(precision),
      fields: window + [
        KernelField("groups", .int(groups)),
        KernelField("input_bits", .int(input.precision.rawValue)),
        KernelField("output_bits", .int(output.precision.rawValue)),
        KernelField("input_zero_code", .int(Int(zeroCode))),
        KernelField("weights", .constant(.int32(packing.words))),
        KernelField("bias", .constant(.int32(tensor.bias(bias, folding: zeroCode)))),
        requantization,
      ],
      scratchBytes: packedScratchBytes(taps: taps, weights: precision, pixels: output.shape.area))
  }

  /// The bytes of widened taps: a halfword for each tap of whole words of weights, and pixel.
  ///
  /// - Parameter pixels: of the result; a single one has no neighbours.
  static func packedScratchBytes(taps: Int, weights: Precision, pixels: Int) -> Int {
    2 * (pixels == 1 ? 1 : packedPixels) * taps.roundedUp(to: weights.tapsOfWord)
  }

  /// The bytes of the words of weights, a row of whole words for every two outputs of a group.
  static func packedWeightBytes(
    outputs: Int, groups: Int, taps: Int, weights: Precision
  ) -> Int {
    let pairs = groups * ((outputs / groups + 1) / 2)
    return 4 * pairs * (taps.roundedUp(to: weights.tapsOfWord) / weights.tapsOfWord)
  }

  /// The channel at each position of a pixel's column: where channels fill whole words, the halves
  /// of a word stand side by side, as one instruction takes a value out of each.
  private static func tapOrder(channels: Int, input: Precision) -> [Int] {
    let count = 32 / input.rawValue
    guard channels % count == 0 else { return Array(0..<channels) }
    return (0..<channels).map { $0 / count * count + $0 % 2 * (count / 2) + $0 % count / 2 }
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

  static func packedMultiply(_ op: IntegerMultiply, inputs: [QuantizedType]) -> Kernel {
    Kernel(
      symbol: .packedMultiply,
      fields: [
        KernelField("product", .structure(multiply(op, inputs: inputs).fields)),
        KernelField("bits_1", .int(inputs[0].precision.rawValue)),
        KernelField("bits_2", .int(inputs[1].precision.rawValue)),
        KernelField("output_bits", .int(op.output.precision.rawValue)),
      ])
  }

  /// The table has an entry for each value that the input can have.
  static func packedLookup(_ op: IntegerLookup, input: QuantizedType) -> Kernel {
    let values = input.precision.minimum...input.precision.maximum
    let table = values.map { op.output.clamp(Int64(op.table[Int($0) + 128])) }
    return Kernel(
      symbol: .packedLookup,
      fields: [
        KernelField("count", .int(input.shape.count)),
        KernelField("input_bits", .int(input.precision.rawValue)),
        KernelField("output_bits", .int(op.output.precision.rawValue)),
        KernelField("table", .constant(.int8(table))),
      ])
  }

  static func packedCopyChannels(
    from input: Shape, into output: QuantizedType, first: Int
  ) -> Kernel {
    Kernel(
      symbol: .packedCopyChannels,
      fields: [
        KernelField(
          "part", .structure(copyChannels(from: input, into: output.shape, first: first).fields)),
        KernelField("bits", .int(output.precision.rawValue)),
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

extension Precision {
  /// Taps in a word of weights, each of two outputs.
  fileprivate var tapsOfWord: Int { 16 / rawValue }
}

/// Weights in the order of `thimble_packed_convolution_layer`.
private struct PackedWeights {
  /// `[groups, (outputs of a group + 1) / 2, words]`: each field is a tap of two outputs.
  var words: [Int32]

  /// - Parameter order: the channel at each position of a pixel's column.
  init(
    _ tensor: IntegerTensor, of precision: Precision, outputs: Int, groups: Int, order: [Int]
  ) {
    let taps = tensor.values.count / outputs
    let groupOutputs = outputs / groups
    let perWord = precision.tapsOfWord
    let (rows, rowWords) = ((groupOutputs + 1) / 2, (taps + perWord - 1) / perWord)
    let bits = precision.rawValue
    let mask = UInt32(1) << UInt32(2 * bits) - 1
    // Fields of 16 bits are numbers with a sign, smaller ones are made of codes.
    let offset = precision == .bits8 ? 0 : -precision.minimum

    /// The bits of the field of two outputs at one position.
    func field(_ row: Int, _ position: Int) -> UInt32 {
      let tap = position - position % order.count + order[position % order.count]
      func number(_ output: Int) -> Int32 { Int32(tensor.values[output * taps + tap]) + offset }
      let first = row / rows * groupOutputs + row % rows * 2
      let hasSecond = row % rows * 2 + 1 < groupOutputs
      let sum = number(first) << Int32(bits) + (hasSecond ? number(first + 1) : 0)
      return UInt32(bitPattern: sum) & mask
    }
    words = []
    words.reserveCapacity(groups * rows * rowWords)
    for row in 0..<groups * rows {
      for word in 0..<rowWords {
        var value: UInt32 = 0
        for place in 0..<min(perWord, taps - word * perWord) {
          // A pair of taps lies in the same place of both halves.
          let shift = place % 2 * 16 + place / 2 * 2 * bits
          value |= field(row, word * perWord + place) << UInt32(shift)
        }
        words.append(Int32(bitPattern: value))
      }
    }
  }
}
