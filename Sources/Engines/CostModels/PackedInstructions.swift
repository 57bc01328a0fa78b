import Graphs
import Planning

/// Instructions per unit of work of the kernels for values of fewer than 8 bits, for one instruction
/// set.
///
/// The numbers are fitted to the counts of an emulator (clang 21, `-O2`) for layers of each width:
/// windows of 1 × 1 to 7 × 7, 3 to 576 inputs and 8 to 100 outputs, odd numbers among them.
/// Residuals are below 7 %.
struct PackedInstructions: Sendable {
  /// A number for each width.
  struct Widths: Sendable {
    var bits8, bits4, bits2: Double

    subscript(precision: Precision) -> Double {
      switch precision {
      case .bits8: bits8
      case .bits4: bits4
      case .bits2: bits2
      }
    }
  }

  /// A convolution of two outputs and four pixels at a time, or one pixel where only one is left.
  struct Convolution: Sendable {
    /// Per pixel and group, and per tap of its window.
    var pixel, window: Double
    /// Per widened tap, by the bits of inputs that come in whole words.
    var wordTap: Widths
    /// Per widened tap of all others.
    var tap: Double
    /// Per word of weights for four pixels and for one, by the bits of weights.
    var word, single: Widths
    /// Per pair of outputs, for four pixels.
    var pair: Double
    /// Per part of a long row of weights; weights of 8 bits have them.
    var part: Double
    /// Per value that is stored with its neighbour, by its bits, and per value stored alone.
    var value: Widths
    var alone: Double
  }

  /// A depthwise convolution of 16 channels at a time.
  struct Depthwise: Sendable {
    /// Per tap of 16 channels.
    var tap: Double
    /// Per product inside the map and outside of it.
    var product, paddedProduct: Double
    /// Per value that is unpacked: of 8, 4 and 2 bits, and where it does not begin a byte.
    var unpacked: Widths
    var unaligned: Double
    /// Per weight, where it begins a byte with others and where it does not.
    var weight, singleWeight: Double
    /// Per output.
    var output: Double
  }

  /// A pool.
  struct Loop: Sendable {
    /// Per tap of an output, per row of its window and per output.
    var tap, row, output: Double
  }

  var convolution: Convolution
  var depthwise: Depthwise
  var averagePool: Loop
  var maximumPool: Loop
  var add, multiply, lookup, copy: Double
  /// Per output of a layer whose requantization takes 64 bits, where every value is stored alone; the
  /// floor form takes up to 8 fewer.
  var wide: Double

  static let cortexM7 = PackedInstructions(
    convolution: Convolution(
      pixel: 120.9, window: 46.19, wordTap: Widths(bits8: 3.41, bits4: 3.06, bits2: 2.99),
      tap: 22.01, word: Widths(bits8: 17.21, bits4: 32.43, bits2: 64.86),
      single: Widths(bits8: 7.93, bits4: 14.7, bits2: 27.48), pair: 157.8, part: 47.14,
      value: Widths(bits8: 13.48, bits4: 18.62, bits2: 27.14), alone: 39.06),
    depthwise: Depthwise(
      tap: 83.48, product: 1.73, paddedProduct: 0.96,
      unpacked: Widths(bits8: 0, bits4: 4.36, bits2: 3.88), unaligned: 12.66, weight: 7.1,
      singleWeight: 14.36, output: 50.21),
    averagePool: Loop(tap: 14.18, row: 19.35, output: 104.2),
    maximumPool: Loop(tap: 17.38, row: 20.56, output: 31.69),
    add: 72.1, multiply: 55.31, lookup: 21.31, copy: 23.56, wide: 28)

  static let cortexM4F = PackedInstructions(
    convolution: Convolution(
      pixel: 134.4, window: 63.96, wordTap: Widths(bits8: 2.89, bits4: 2.55, bits2: 2.48),
      tap: 23.89, word: Widths(bits8: 17.46, bits4: 34.03, bits2: 65.74),
      single: Widths(bits8: 7.72, bits4: 14.72, bits2: 27.54), pair: 156.7, part: 50.61,
      value: Widths(bits8: 13.69, bits4: 16.77, bits2: 23.71), alone: 35.59),
    depthwise: Depthwise(
      tap: 84.12, product: 1.04, paddedProduct: 0.9,
      unpacked: Widths(bits8: 0, bits4: 4.42, bits2: 3.94), unaligned: 12.29, weight: 7.09,
      singleWeight: 14.45, output: 51.41),
    averagePool: Loop(tap: 14.05, row: 6.89, output: 130.5),
    maximumPool: Loop(tap: 16.17, row: 12.98, output: 48.97),
    add: 71.61, multiply: 56.26, lookup: 21.32, copy: 23.31, wide: 28)

  static let cortexM0Plus = PackedInstructions(
    convolution: Convolution(
      pixel: 1312, window: 49.45, wordTap: Widths(bits8: 9.02, bits4: 7.74, bits2: 6.92),
      tap: 34.93, word: Widths(bits8: 84.75, bits4: 173.2, bits2: 396.2),
      single: Widths(bits8: 22, bits4: 54.88, bits2: 116.8), pair: 514.2, part: 113,
      value: Widths(bits8: 10.09, bits4: 16.33, bits2: 22.3), alone: 31.48),
    depthwise: Depthwise(
      tap: 78.84, product: 7.17, paddedProduct: 4.05,
      unpacked: Widths(bits8: 0, bits4: 6.66, bits2: 5.99), unaligned: 16.2, weight: 7.29,
      singleWeight: 15.81, output: 84.96),
    averagePool: Loop(tap: 20.77, row: 0, output: 205.7),
    maximumPool: Loop(tap: 21.94, row: 15.17, output: 54.03),
    add: 148.2, multiply: 99.51, lookup: 33.57, copy: 31.64, wide: 32)

  /// - Parameter hasExponents: whether each multiplier has an exponent of its own.
  func instructions(
    _ op: FloatOp, inputs: [Shape], output: Shape, bits: KernelBits, hasExponents: Bool
  ) -> Double {
    let results = Double(output.count)
    switch op {
    case .convolution(let op):
      let taps = op.window.kernel.area * inputs[0].channels / op.groups
      let isWide = hasExponents || bits.isWide(taps: taps)
      let requantization = isWide ? wide * results : 0
      if op.isDepthwise(inputChannels: inputs[0].channels) {
        return requantization
          + depthwise.instructions(op.window, input: inputs[0], output: output, bits: bits)
      }
      return requantization
        + convolution.instructions(
          op, input: inputs[0], output: output, bits: bits, isWide: isWide)
    case .dense(let op):
      let point = Graphs.Convolution(outputChannels: op.outputs, window: Window(kernel: Size(1)))
      return instructions(
        .convolution(point), inputs: [Shape(features: inputs[0].count)], output: output,
        bits: bits, hasExponents: hasExponents)
    case .pool(let op):
      let loop = op.kind == .average ? averagePool : maximumPool
      return loop.instructions(op.window.kernel, results: results)
    case .globalAveragePool:
      let size = Size(height: inputs[0].height, width: inputs[0].width)
      return averagePool.instructions(size, results: results)
    case .add: return add * results
    case .multiply: return multiply * results
    case .activation: return lookup * results
    case .concat: return copy * results
    case .input, .batchNorm, .flatten, .softmax: return 0
    }
  }
}

extension KernelBits {
  /// Whether a layer of so many taps has multipliers of about 1/2 or more, which take more than one
  /// product of 32 bits.
  ///
  /// Weights are taken to be spread evenly, inputs and outputs to use the same share of their range.
  fileprivate func isWide(taps: Int) -> Bool {
    let weight = Double(weights.maximum) / 3.0.squareRoot()
    let sum = Double(1 << input.rawValue) * weight * Double(taps).squareRoot()
    return Double(1 << output.rawValue) / sum >= 0.4
  }
}

extension PackedInstructions.Loop {
  func instructions(_ kernel: Size, results: Double) -> Double {
    results * (output + Double(kernel.area) * tap + Double(kernel.height) * row)
  }
}

extension PackedInstructions.Convolution {
  func instructions(
    _ op: Convolution, input: Shape, output: Shape, bits: KernelBits, isWide: Bool
  ) -> Double {
    let inputs = input.channels / op.groups
    let outputs = output.channels / op.groups
    let taps = op.window.kernel.area * inputs
    let perWord = 16 / bits.weights.rawValue
    let words = Double((taps + perWord - 1) / perWord)
    let parts = bits.weights == .bits8 && taps > 256 ? Double((taps + 255) / 256) : 0
    let singles = output.area % 4 == 1 ? 1.0 : 0
    let fours = Double((output.area + 3) / 4) - singles
    let isWhole = inputs * bits.input.rawValue % 32 == 0
    let column =
      pixel + Double(op.window.kernel.area) * window
      + Double(taps) * (isWhole ? wordTap[bits.input] : tap)
    let blocks = (fours + singles) * (pair + parts * part)
    let rows =
      Double((outputs + 1) / 2)
      * (words * (fours * word[bits.weights] + singles * single[bits.weights]) + blocks)
    // Two values share a byte only where all pixels begin with one.
    let canPair = bits.output == .bits8 || (output.channels % 2 == 0 && outputs % 2 == 0)
    let paired = canPair && !isWide ? outputs / 2 * 2 : 0
    let stores =
      Double(paired) * value[bits.output] + Double(outputs - paired) * alone
    return Double(op.groups) * (Double(output.area) * (column + stores) + rows)
  }
}

extension PackedInstructions.Depthwise {
  func instructions(
    _ window: Window, input: Shape, output: Shape, bits: KernelBits
  ) -> Double {
    let (inside, outside) = window.taps(on: input, output: output)
    let channels = Double(input.channels)
    let groups = Double((input.channels + 15) / 16)
    func beginsByte(_ precision: Precision) -> Bool {
      input.channels * precision.rawValue % 8 == 0
    }
    let unpacking = beginsByte(bits.input) ? unpacked[bits.input] : unaligned
    let hasPackedRows = bits.weights != .bits8 && beginsByte(bits.weights)
    let products =
      Double(inside) * (product + unpacking) + Double(outside) * paddedProduct
    let weights = Double(window.kernel.area) * (hasPackedRows ? weight : singleWeight)
    return groups * Double(output.area * window.kernel.area) * tap
      + channels * (products + weights + Double(output.area) * self.output)
  }
}
