import Graphs

extension KernelDescription {
  /// A convolution without groups as products of which each carries two outputs, as long as every sum
  /// stays below 2^23, so that 256 · a + b determines a given b.
  static let pairedConvolution = KernelDescription(
    "thimble_paired_convolution", layerMembers: windowMembers + 4 + requantizationMembers,
    codeBytes: CodeSizes(1894, 2074, 3894, 3366),
    instructions: InstructionFits(
      cortexM7: PairedInstructions(
        word: 18.56, outputs: 180.3, wordTap: 2.68, byteTap: 19.84, pixel: 118.7),
      cortexM4F: PairedInstructions(
        word: 17.14, outputs: 168.6, wordTap: 2.42, byteTap: 23.1, pixel: 128.5),
      cortexM0Plus: PairedInstructions(
        word: 94.59, outputs: 485.2, wordTap: 8.54, byteTap: 28.85, pixel: 720)),
    constants: { layer, form in
      let outputs = layer.output.channels
      let pairs = (outputs + 1) / 2
      return [4 * pairs * PairedWeights.words(taps: layer.taps), 8 * pairs]
        + form.multiplierBytes(outputs: outputs)
    },
    scratchBytes: { 4 * pairedPixels * PairedWeights.words(taps: $0.taps) },
    fields: { operands in
      let (op, zeroPoint) = (operands.weighted, operands.inputs[0].zeroPoint)
      let packing = PairedWeights(op, inputs: operands.layer.inputChannels, zeroPoint: zeroPoint)
      return [
        operands.windowField,
        KernelField("input_zero_point", .int(Int(zeroPoint))),
        KernelField("pairs", .int(packing.pairs)),
        KernelField("weights", .constant(.int32(packing.words))),
        KernelField("bias", .constant(.int32(packing.bias))),
        .requantization(op.requantization, op.output),
      ]
    })

  /// Output pixels that the kernel computes at one time, `PIXELS` in C; their taps are widened into
  /// the scratch.
  package static let pairedPixels = 4
}

/// Weights in the order of `thimble_paired_convolution_layer`.
private struct PairedWeights {
  /// Words per pair of outputs.
  let pairs: Int
  /// `[(outputs + 1) / 2, pairs]`: halves are two taps, each 256 · first output + second output.
  var words: [Int32] = []
  /// `[(outputs + 1) / 2, 2]`: 256 · first + second, and second.
  var bias: [Int32] = []

  init(_ op: KernelOperands.Weighted, inputs: Int, zeroPoint: Int32) {
    let outputs = op.bias.count
    let weights = op.weights.values
    let taps = weights.count / outputs
    let folded = op.weights.bias(op.bias, folding: zeroPoint)
    pairs = Self.words(taps: taps)
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
  static func words(taps: Int) -> Int { (taps + 1) / 2 }

  /// The tap at each position: taps 1 and 2 of every 4 change places where pixels are made of whole
  /// words, because the even and the odd bytes of a word are each widened by one instruction.
  static func order(taps: Int, inputs: Int) -> [Int] {
    guard inputs % 4 == 0 else { return Array(0..<taps) }
    return (0..<taps).map { $0 / 4 * 4 + [0, 2, 1, 3][$0 % 4] }
  }
}
