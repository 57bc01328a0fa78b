import Graphs

extension Kernel {
  /// Output pixels that the kernel computes at one time; their taps are widened into the scratch.
  static let pairedPixels = 4

  /// The convolution as products of which each carries two outputs, or nil where that does not fit.
  ///
  /// It fits without groups, for at least as many pixels as are computed at one time, and where
  /// every sum stays below 2^23, so that 256 · a + b determines a given b.
  static func pairedConvolution(
    _ op: IntegerConvolution, input: QuantizedType, output: QuantizedType
  ) -> Kernel? {
    let scratch = scratchBytes(of: op.geometry, input: input.shape, output: output.shape)
    guard scratch > 0 else { return nil }
    let packing = PairedWeights(op, inputs: input.shape.channels, zeroPoint: input.zeroPoint)
    guard packing.largestSum < 1 << 23 else { return nil }
    return Kernel(
      symbol: .pairedConvolution,
      fields: windowFields(op.geometry.window, input: input.shape, output: output.shape) + [
        KernelField("input_zero_point", .int(Int(input.zeroPoint))),
        KernelField("pairs", .int(packing.pairs)),
        KernelField("weights", .constant(.int32(packing.words))),
        KernelField("bias", .constant(.int32(packing.bias))),
        .requantization(op.requantization, op.output),
      ],
      scratchBytes: scratch)
  }

  /// The bytes of widened taps, or 0 where a convolution has groups or too few pixels.
  static func scratchBytes(of op: Convolution, input: Shape, output: Shape) -> Int {
    guard op.groups == 1, output.area >= pairedPixels else { return 0 }
    return 4 * pairedPixels * PairedWeights.pairs(taps: op.window.kernel.area * input.channels)
  }

  /// The bytes of the words, which hold two taps of two outputs each.
  static func pairedWordBytes(outputs: Int, taps: Int) -> Int {
    4 * ((outputs + 1) / 2) * PairedWeights.pairs(taps: taps)
  }

  /// The bytes of the biases: two words for every two outputs.
  static func pairedBiasBytes(outputs: Int) -> Int { 8 * ((outputs + 1) / 2) }
}

/// Weights in the order of `thimble_paired_convolution_layer`.
private struct PairedWeights {
  /// Words per pair of outputs.
  let pairs: Int
  /// `[(outputs + 1) / 2, pairs]`: halves are two taps, each 256 · first output + second output.
  var words: [Int32] = []
  /// `[(outputs + 1) / 2, 2]`: 256 · first + second, and second.
  var bias: [Int32] = []
  /// No accumulator of any image is larger in size.
  let largestSum: Int

  init(_ op: IntegerConvolution, inputs: Int, zeroPoint: Int32) {
    let outputs = op.geometry.outputChannels
    let weights = op.weights.values
    let taps = weights.count / outputs
    let folded = op.weights.bias(op.bias, folding: zeroPoint)
    pairs = Self.pairs(taps: taps)
    largestSum =
      (0..<outputs).map { output in
        let row = weights[output * taps..<(output + 1) * taps]
        return abs(Int(folded[output])) + 128 * row.reduce(0) { $0 + abs(Int($1)) }
      }.max() ?? 0
    let order = Self.order(taps: taps, inputs: inputs)

    /// The half of a word: 0 past the last tap or output.
    func half(_ output: Int, _ position: Int) -> UInt16 {
      guard position < taps else { return 0 }
      let first = Int16(weights[output * taps + order[position]])
      let second = output + 1 < outputs ? weights[(output + 1) * taps + order[position]] : 0
      return UInt16(bitPattern: 256 * first + Int16(second))
    }
    words.reserveCapacity((outputs + 1) / 2 * pairs)
    for output in stride(from: 0, to: outputs, by: 2) {
      for pair in 0..<pairs {
        let (lower, upper) = (half(output, 2 * pair), half(output, 2 * pair + 1))
        words.append(Int32(bitPattern: UInt32(upper) << 16 | UInt32(lower)))
      }
      let second = output + 1 < outputs ? folded[output + 1] : 0
      bias += [folded[output] &* 256 &+ second, second]
    }
  }

  /// The words of one pair of outputs: each holds two taps.
  static func pairs(taps: Int) -> Int { (taps + 1) / 2 }

  /// The tap at each position: taps 1 and 2 of every 4 change places where pixels are made of whole
  /// words, because the even and the odd bytes of a word are each widened by one instruction.
  static func order(taps: Int, inputs: Int) -> [Int] {
    guard inputs % 4 == 0 else { return Array(0..<taps) }
    return (0..<taps).map { $0 / 4 * 4 + [0, 2, 1, 3][$0 % 4] }
  }
}
