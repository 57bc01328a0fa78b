import Graphs

/// Convolutions and fully connected layers for values and weights of 8, 4 or 2 bits in any combination.
extension KernelDescription {
  static let packedConvolution8 = packedConvolution(8, CodeSizes(4128, 4440, 4850, 4280))
  static let packedConvolution4 = packedConvolution(4, CodeSizes(4668, 5082, 5350, 5420))
  static let packedConvolution2 = packedConvolution(2, CodeSizes(4704, 5120, 5758, 6006))

  /// Output pixels that a convolution computes at one time, `PIXELS` in C; their taps are widened into
  /// the scratch.
  package static let packedPixels = 4
  /// Channels that a depthwise convolution computes at one time, `CHANNELS` in C; their weights lie in
  /// the scratch.
  package static let packedDepthwiseChannels = 16

  /// - Parameter bits: those of the weights.
  private static func packedConvolution(_ bits: Int, _ codeBytes: CodeSizes) -> KernelDescription {
    KernelDescription(
      "thimble_packed_convolution_\(bits)", layerType: "thimble_packed_convolution_layer",
      layerMembers: windowMembers + 6 + requantizationMembers,
      packedWith: packedHeaders + ["thimble_packed_convolution.h"], codeBytes: codeBytes,
      instructions: packedConvolutionInstructions,
      constants: { layer, form in
        let outputs = layer.output.channels
        // A row of whole words for every two outputs of a group.
        let rows = layer.groups * ((outputs / layer.groups + 1) / 2)
        return [4 * rows * (layer.paddedTaps / layer.bits.weights.tapsOfWord)]
          + form.channelBytes(outputs: outputs)
      },
      // A halfword for each tap of whole words of weights, and pixel; a single one has no neighbours.
      scratchBytes: { 2 * ($0.output.area == 1 ? 1 : packedPixels) * $0.paddedTaps },
      fields: \.packedConvolutionFields)
  }

  private static let packedConvolutionInstructions = InstructionFits(
    cortexM7: PackedConvolutionInstructions(
      pixel: 120.9, window: 46.19, wordTap: Widths(bits8: 3.41, bits4: 3.06, bits2: 2.99),
      tap: 22.01, word: Widths(bits8: 17.21, bits4: 32.43, bits2: 64.86),
      single: Widths(bits8: 7.93, bits4: 14.7, bits2: 27.48), pair: 157.8, part: 47.14,
      value: Widths(bits8: 13.48, bits4: 18.62, bits2: 27.14), alone: 39.06, wide: 28),
    cortexM4F: PackedConvolutionInstructions(
      pixel: 134.4, window: 63.96, wordTap: Widths(bits8: 2.89, bits4: 2.55, bits2: 2.48),
      tap: 23.89, word: Widths(bits8: 17.46, bits4: 34.03, bits2: 65.74),
      single: Widths(bits8: 7.72, bits4: 14.72, bits2: 27.54), pair: 156.7, part: 50.61,
      value: Widths(bits8: 13.69, bits4: 16.77, bits2: 23.71), alone: 35.59, wide: 28),
    cortexM0Plus: PackedConvolutionInstructions(
      pixel: 1312, window: 49.45, wordTap: Widths(bits8: 9.02, bits4: 7.74, bits2: 6.92),
      tap: 34.93, word: Widths(bits8: 84.75, bits4: 173.2, bits2: 396.2),
      single: Widths(bits8: 22, bits4: 54.88, bits2: 116.8), pair: 514.2, part: 113,
      value: Widths(bits8: 10.09, bits4: 16.33, bits2: 22.3), alone: 31.48, wide: 32))

  static let packedDepthwise = KernelDescription(
    "thimble_packed_depthwise", layerMembers: windowMembers + 6 + requantizationMembers,
    packedWith: packedHeaders, codeBytes: CodeSizes(3416, 3230, 3036, 2720),
    instructions: InstructionFits(
      cortexM7: PackedDepthwiseInstructions(
        tap: 83.48, product: 1.73, paddedProduct: 0.96,
        unpacked: Widths(bits8: 0, bits4: 4.36, bits2: 3.88), unaligned: 12.66, weight: 7.1,
        singleWeight: 14.36, output: 50.21, wide: 28),
      cortexM4F: PackedDepthwiseInstructions(
        tap: 84.12, product: 1.04, paddedProduct: 0.9,
        unpacked: Widths(bits8: 0, bits4: 4.42, bits2: 3.94), unaligned: 12.29, weight: 7.09,
        singleWeight: 14.45, output: 51.41, wide: 28),
      cortexM0Plus: PackedDepthwiseInstructions(
        tap: 78.84, product: 7.17, paddedProduct: 4.05,
        unpacked: Widths(bits8: 0, bits4: 6.66, bits2: 5.99), unaligned: 16.2, weight: 7.29,
        singleWeight: 15.81, output: 84.96, wide: 32)),
    constants: { layer, form in
      let outputs = layer.output.channels
      return [layer.window.kernel.area * layer.bits.weights.byteCount(of: outputs)]
        + form.channelBytes(outputs: outputs)
    },
    scratchBytes: { packedDepthwiseChannels * $0.window.kernel.area },
    fields: \.packedDepthwiseFields)
}

extension LayerShape {
  /// The taps of whole words of weights.
  fileprivate var paddedTaps: Int { taps.roundedUp(to: bits.weights.tapsOfWord) }
}

extension KernelOperands {
  /// The members of `thimble_packed_convolution_layer`.
  fileprivate var packedConvolutionFields: [KernelField] {
    let (op, input, groups) = (weighted, inputs[0], layer.groups)
    let packing = PackedWeights(
      op.weights, of: layer.bits.weights, outputs: op.bias.count, groups: groups,
      order: Self.tapOrder(channels: layer.inputChannels / groups, input: input.precision))
    // Kernels multiply codes, which count from the smallest value on.
    let zeroCode = input.zeroPoint - input.precision.minimum
    return [
      windowField,
      KernelField("groups", .int(groups)),
      KernelField("input_bits", .int(input.precision.rawValue)),
      KernelField("output_bits", .int(output.precision.rawValue)),
      KernelField("input_zero_code", .int(Int(zeroCode))),
      KernelField("weights", .constant(.int32(packing.words))),
      KernelField("bias", .constant(.int32(op.weights.bias(op.bias, folding: zeroCode)))),
      .requantization(op.requantization, op.output),
    ]
  }

  /// The members of `thimble_packed_depthwise_layer`.
  fileprivate var packedDepthwiseFields: [KernelField] {
    let (op, input, precision) = (weighted, inputs[0], layer.bits.weights)
    let channels = input.shape.channels
    let rows = op.weights.channelsLast
    let packed = (0..<layer.window.kernel.area).flatMap { tap in
      precision.packed(Array(rows[tap * channels..<(tap + 1) * channels]))
    }
    return [
      windowField,
      KernelField("input_bits", .int(input.precision.rawValue)),
      KernelField("weight_bits", .int(precision.rawValue)),
      KernelField("output_bits", .int(op.output.precision.rawValue)),
      KernelField("input_zero_point", .int(Int(input.zeroPoint))),
      KernelField("weights", .constant(.int8(packed))),
      KernelField("bias", .constant(.int32(op.weights.bias(op.bias, folding: input.zeroPoint)))),
      .requantization(op.requantization, op.output),
    ]
  }

  /// The channel at each position of a pixel's column: where channels fill whole words, the halves
  /// of a word stand side by side, as one instruction takes a value out of each.
  private static func tapOrder(channels: Int, input: Precision) -> [Int] {
    let count = 32 / input.rawValue
    guard channels % count == 0 else { return Array(0..<channels) }
    return (0..<channels).map { $0 / count * count + $0 % 2 * (count / 2) + $0 % count / 2 }
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
