package import Graphs
import Randomness

/// Draws operations of integer networks: sizes, weights and both forms of requantization.
///
/// Values and weights have 8 bits unless said otherwise.
package struct RandomIntegerOps {
  private var generator: SeededGenerator

  package init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
  }

  package mutating func int(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &generator)
  }

  package mutating func bool() -> Bool { Bool.random(using: &generator) }

  /// Stored values over the whole range.
  package mutating func values(_ count: Int, _ range: ClosedRange<Int8> = -128...127) -> [Int8] {
    (0..<count).map { _ in Int8.random(in: range, using: &generator) }
  }

  /// Stored values over the whole range of so many bits.
  package mutating func values(_ count: Int, of precision: Precision) -> [Int8] {
    values(count, Int8(precision.minimum)...Int8(precision.maximum))
  }

  package mutating func type(_ shape: Shape, _ precision: Precision = .bits8) -> QuantizedType {
    QuantizedType(
      shape: shape, precision: precision,
      scale: Double.random(in: 0.01...0.1, using: &generator),
      zeroPoint: Int32(int(Int(precision.minimum)...Int(precision.maximum))))
  }

  /// An output type; half of them end in a ReLU, some in a narrower range.
  package mutating func output(_ precision: Precision = .bits8) -> OutputQuantization {
    let (smallest, largest) = (Int(precision.minimum), Int(precision.maximum))
    let zeroPoint = Int32(int(precision == .bits8 ? -100...100 : smallest...largest))
    let narrower = precision == .bits8 ? 120 : max(Int32(largest - 1), zeroPoint)
    return OutputQuantization(
      precision: precision, scale: Double.random(in: 0.01...0.1, using: &generator),
      zeroPoint: zeroPoint, minimum: bool() ? zeroPoint : nil, maximum: bool() ? narrower : nil)
  }

  /// A window that fits the shape.
  package mutating func window(on shape: Shape, padding hasPadding: Bool = true) -> Window {
    let kernel = Size(height: int(1...min(5, shape.height)), width: int(1...min(5, shape.width)))
    var padding = Padding(0)
    if hasPadding {
      padding = Padding(
        top: int(0...kernel.height - 1), left: int(0...kernel.width - 1),
        bottom: int(0...kernel.height - 1), right: int(0...kernel.width - 1))
    }
    return Window(
      kernel: kernel, stride: Size(height: int(1...3), width: int(1...3)), padding: padding)
  }

  /// Multipliers that bring accumulators of this size to the middle of the stored range.
  package mutating func requantization(_ count: Int, accumulator: Double) -> Requantization {
    let multipliers = (0..<count).map { _ in
      40 / accumulator * Double.random(in: 0.3...2, using: &generator)
    }
    return bool() ? .rounded(from: multipliers) : .floor(from: multipliers)
  }

  /// A convolution on values of this type, with `groups` that divide the channels.
  package mutating func convolution(
    _ outputs: Int, window: Window, groups: Int = 1, on input: QuantizedType,
    weights: Precision = .bits8, output: Precision = .bits8
  ) -> IntegerOp {
    let inputs = input.shape.channels / groups
    let sums = input.precision.share * weights.share
    let shape = [outputs, window.kernel.height, window.kernel.width, inputs]
    let taps = shape[1] * shape[2] * shape[3]
    return .convolution(
      IntegerConvolution(
        geometry: Convolution(
          outputChannels: outputs, window: window, groups: groups, hasBias: true),
        weights: IntegerTensor(shape: shape, values: self.weights(outputs * taps, weights)),
        weightPrecision: weights, bias: bias(outputs, share: sums),
        requantization: requantization(
          bool() ? outputs : 1,
          accumulator: 5400 * sums / output.share * Double(taps).squareRoot()),
        output: self.output(output)))
  }

  package mutating func dense(
    _ outputs: Int, on input: QuantizedType, weights: Precision = .bits8,
    output: Precision = .bits8
  ) -> IntegerOp {
    let inputs = input.shape.count
    let sums = input.precision.share * weights.share
    return .dense(
      IntegerDense(
        weights: IntegerTensor(
          shape: [outputs, inputs], values: self.weights(outputs * inputs, weights)),
        weightPrecision: weights, bias: bias(outputs, share: sums),
        requantization: requantization(
          bool() ? outputs : 1,
          accumulator: 5400 * sums / output.share * Double(inputs).squareRoot()),
        output: self.output(output)))
  }

  package mutating func add(_ output: Precision = .bits8) -> IntegerOp {
    let shift = int(1...31)
    let one = Int32(1) << Int32(shift - 1)
    return .add(
      IntegerAdd(
        multipliers: [Int32.random(in: -one...one, using: &generator), one], shift: shift,
        output: self.output(output)))
  }

  package mutating func multiply(
    _ first: Precision = .bits8, _ second: Precision = .bits8, to output: Precision = .bits8
  ) -> IntegerOp {
    let accumulator = 5400 * first.share * second.share / output.share
    return .multiply(
      IntegerMultiply(
        requantization: requantization(1, accumulator: accumulator), output: self.output(output)))
  }

  package mutating func averagePool(
    _ window: Window, from input: Precision = .bits8, to output: Precision = .bits8
  ) -> IntegerOp {
    .averagePool(
      IntegerAveragePool(
        window: window,
        requantization: requantization(
          1,
          accumulator: 74 * input.share / output.share * Double(window.kernel.area).squareRoot()),
        output: self.output(output)))
  }

  /// A table of 256 values, of which those matter that the input can have.
  package mutating func lookup(to output: Precision = .bits8) -> IntegerOp {
    .lookup(IntegerLookup(table: values(256, of: output), output: self.output(output)))
  }

  private mutating func weights(_ count: Int, _ precision: Precision) -> [Int8] {
    let largest = Int8(precision.maximum)
    return values(count, -largest...largest)
  }

  /// - Parameter share: the size of a sum beside one of products of 8 bits.
  private mutating func bias(_ count: Int, share: Double) -> [Int32] {
    (0..<count).map { _ in
      Int32(share * Double(Int32.random(in: -20_000...20_000, using: &generator)))
    }
  }
}

extension Precision {
  /// The size of its numbers beside those of 8 bits.
  fileprivate var share: Double { Double(1 << rawValue) / 256 }
}
