import Graphs

/// A number for each width of a value or weight.
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

/// A convolution of packed values: two outputs and four pixels at a time, or one pixel where only one
/// is left.
struct PackedConvolutionInstructions: InstructionModel {
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
  /// Per output whose requantization takes 64 bits, where every value is stored alone; the floor form
  /// takes up to 8 fewer.
  var wide: Double

  func instructions(_ layer: LayerShape, hasExponents: Bool) -> Double {
    let (bits, groups) = (layer.bits, layer.groups)
    let isWide = hasExponents || layer.isWide
    let requantization = isWide ? wide * Double(layer.output.count) : 0
    let inputs = layer.inputChannels / groups
    let outputs = layer.output.channels / groups
    let (taps, area) = (layer.taps, layer.output.area)
    let perWord = 16 / bits.weights.rawValue
    let words = Double((taps + perWord - 1) / perWord)
    let parts = bits.weights == .bits8 && taps > 256 ? Double((taps + 255) / 256) : 0
    let singles = area % 4 == 1 ? 1.0 : 0
    let fours = Double((area + 3) / 4) - singles
    let isWhole = inputs * bits.input.rawValue % 32 == 0
    let column =
      pixel + Double(layer.window.kernel.area) * window
      + Double(taps) * (isWhole ? wordTap[bits.input] : tap)
    let blocks = (fours + singles) * (pair + parts * part)
    let rows =
      Double((outputs + 1) / 2)
      * (words * (fours * word[bits.weights] + singles * single[bits.weights]) + blocks)
    // Two values share a byte only where all pixels begin with one.
    let canPair = bits.output == .bits8 || (layer.output.channels % 2 == 0 && outputs % 2 == 0)
    let paired = canPair && !isWide ? outputs / 2 * 2 : 0
    let stores =
      Double(paired) * value[bits.output] + Double(outputs - paired) * alone
    return requantization + Double(groups) * (Double(area) * (column + stores) + rows)
  }
}

/// A depthwise convolution of packed values, 16 channels at a time.
struct PackedDepthwiseInstructions: InstructionModel {
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
  /// Per output whose requantization takes 64 bits, in addition.
  var wide: Double

  func instructions(_ layer: LayerShape, hasExponents: Bool) -> Double {
    let requantization = hasExponents || layer.isWide ? wide * Double(layer.output.count) : 0
    let (inside, outside) = layer.windowTaps
    let inputs = layer.inputChannels
    let (kernel, area) = (layer.window.kernel, layer.output.area)
    let channels = Double(inputs)
    let groups = Double((inputs + 15) / 16)
    func beginsByte(_ precision: Precision) -> Bool { inputs * precision.rawValue % 8 == 0 }
    let bits = layer.bits
    let unpacking = beginsByte(bits.input) ? unpacked[bits.input] : unaligned
    let hasPackedRows = bits.weights != .bits8 && beginsByte(bits.weights)
    let products =
      Double(inside) * (product + unpacking) + Double(outside) * paddedProduct
    let weights = Double(kernel.area) * (hasPackedRows ? weight : singleWeight)
    return requantization
      + (groups * Double(area * kernel.area) * tap
        + channels * (products + weights + Double(area) * output))
  }
}

extension LayerShape {
  /// Whether the layer has multipliers of about 1/2 or more, which take more than one product of 32
  /// bits.
  ///
  /// Weights are taken to be spread evenly, inputs and outputs to use the same share of their range.
  fileprivate var isWide: Bool {
    let weight = Double(bits.weights.maximum) / 3.0.squareRoot()
    let sum = Double(1 << bits.input.rawValue) * weight * Double(taps).squareRoot()
    return Double(1 << bits.output.rawValue) / sum >= 0.4
  }
}
