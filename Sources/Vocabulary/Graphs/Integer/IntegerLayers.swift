/// The quantization of a layer's output and the range to which it is clamped.
///
/// A ReLU that follows the layer is part of the range: its lower end is the zero point.
public struct OutputQuantization: Hashable, Codable, Sendable {
  /// Bits per value.
  public var precision: Precision
  /// The real step between two stored values.
  public var scale: Double
  /// The stored value that stands for 0.
  public var zeroPoint: Int32
  /// The smallest stored output.
  public var minimum: Int32
  /// The largest stored output.
  public var maximum: Int32

  /// A quantization; the range nil is that of the precision.
  public init(
    precision: Precision = .bits8, scale: Double, zeroPoint: Int32, minimum: Int32? = nil,
    maximum: Int32? = nil
  ) {
    self.precision = precision
    self.scale = scale
    self.zeroPoint = zeroPoint
    self.minimum = minimum ?? precision.minimum
    self.maximum = maximum ?? precision.maximum
  }

  func type(_ shape: Shape) -> QuantizedType {
    QuantizedType(shape: shape, precision: precision, scale: scale, zeroPoint: zeroPoint)
  }

  /// The stored output, clamped.
  package func clamp(_ value: Int64) -> Int8 {
    Int8(max(Int64(minimum), min(Int64(maximum), value)))
  }
}

/// A convolution on stored values.
public struct IntegerConvolution: Hashable, Codable, Sendable {
  /// Channels, window and groups; `hasBias` is true.
  public var geometry: Convolution
  /// Symmetric weights `[outputs, kernelHeight, kernelWidth, inputs / groups]`, −127 to 127 at 8 bits.
  public var weights: IntegerTensor
  /// Bits per stored weight.
  public var weightPrecision: Precision
  /// One number per output channel, on the scale of the accumulator.
  public var bias: [Int32]
  /// From accumulator to output, per output channel.
  public var requantization: Requantization
  /// The type and range of the output.
  public var output: OutputQuantization

  /// A convolution.
  public init(
    geometry: Convolution, weights: IntegerTensor, weightPrecision: Precision = .bits8,
    bias: [Int32], requantization: Requantization, output: OutputQuantization
  ) {
    self.geometry = geometry
    self.weights = weights
    self.weightPrecision = weightPrecision
    self.bias = bias
    self.requantization = requantization
    self.output = output
  }

  /// The rules beyond those of the geometry.
  package static let constraints: [Constraint<Application<IntegerConvolution, QuantizedType>>] = [
    Constraint("Weights are [outputs, kernel height, kernel width, inputs / groups].") {
      let (op, geometry) = ($0.op, $0.op.geometry)
      let expected = [
        geometry.outputChannels, geometry.window.kernel.height, geometry.window.kernel.width,
        $0.inputs[0].shape.channels / geometry.groups,
      ]
      return op.weights.shape == expected
        ? nil : "they are \(op.weights.shape) instead of \(expected)"
    },
    Constraint("There is one bias per output channel.") {
      $0.op.bias.count == $0.op.geometry.outputChannels
        ? nil : "there are \($0.op.bias.count) for \($0.op.geometry.outputChannels) channels"
    },
    Constraint("There is one multiplier, or one per output channel.") {
      [1, $0.op.geometry.outputChannels].contains($0.op.requantization.count)
        ? nil : "there are \($0.op.requantization.count)"
    },
    Constraint("Weights are symmetric: −(2^(bits−1) − 1) to 2^(bits−1) − 1.") {
      let largest = Int8($0.op.weightPrecision.maximum)
      return $0.op.weights.values.first { $0 < -largest || $0 > largest }.map { "one is \($0)" }
    },
  ]
}

/// A fully connected layer on stored values.
public struct IntegerDense: Hashable, Codable, Sendable {
  /// Symmetric weights `[outputs, inputs]`.
  public var weights: IntegerTensor
  /// Bits per stored weight.
  public var weightPrecision: Precision
  /// One number per output, on the scale of the accumulator.
  public var bias: [Int32]
  /// From accumulator to output, per output.
  public var requantization: Requantization
  /// The type and range of the output.
  public var output: OutputQuantization

  /// A fully connected layer.
  public init(
    weights: IntegerTensor, weightPrecision: Precision = .bits8, bias: [Int32],
    requantization: Requantization, output: OutputQuantization
  ) {
    self.weights = weights
    self.weightPrecision = weightPrecision
    self.bias = bias
    self.requantization = requantization
    self.output = output
  }

  /// The rules of the layer.
  package static let constraints: [Constraint<Application<IntegerDense, QuantizedType>>] = [
    Constraint("Weights are [outputs, inputs].") {
      let expected = [$0.op.bias.count, $0.inputs[0].shape.count]
      return $0.op.weights.shape == expected
        ? nil : "they are \($0.op.weights.shape) instead of \(expected)"
    },
    Constraint("There is one multiplier, or one per output.") {
      [1, $0.op.bias.count].contains($0.op.requantization.count)
        ? nil : "there are \($0.op.requantization.count)"
    },
    Constraint("Weights are symmetric: −(2^(bits−1) − 1) to 2^(bits−1) − 1.") {
      let largest = Int8($0.op.weightPrecision.maximum)
      return $0.op.weights.values.first { $0 < -largest || $0 > largest }.map { "one is \($0)" }
    },
  ]
}

/// A sum of two stored values: `Zy + (((x1 − Z1) · M1 + (x2 − Z2) · M2 + 2^(s−1)) >> s)` in int64.
public struct IntegerAdd: Hashable, Codable, Sendable {
  /// M1 and M2, each below 2^31 in size.
  public var multipliers: [Int32]
  /// s, 1 to 62.
  public var shift: Int
  /// The type and range of the output.
  public var output: OutputQuantization

  /// A sum.
  public init(multipliers: [Int32], shift: Int, output: OutputQuantization) {
    self.multipliers = multipliers
    self.shift = shift
    self.output = output
  }

  /// The rules of a sum.
  package static let constraints: [Constraint<IntegerAdd>] = [
    Constraint("There are two multipliers.") {
      $0.multipliers.count == 2 ? nil : "there are \($0.multipliers.count)"
    },
    Constraint("The shift is 1 to 62.") { (1...62).contains($0.shift) ? nil : "it is \($0.shift)" },
  ]
}

/// A product of two stored values.
public struct IntegerMultiply: Hashable, Codable, Sendable {
  /// One multiplier: S1 · S2 / Sy.
  public var requantization: Requantization
  /// The type and range of the output.
  public var output: OutputQuantization

  /// A product.
  public init(requantization: Requantization, output: OutputQuantization) {
    self.requantization = requantization
    self.output = output
  }
}

/// The average under a window without padding.
public struct IntegerAveragePool: Hashable, Codable, Sendable {
  /// Kernel and stride; the padding is 0, so that every window holds as many values.
  public var window: Window
  /// One multiplier: Sx / (Sy · n), n the number of values under the window.
  public var requantization: Requantization
  /// The type and range of the output.
  public var output: OutputQuantization

  /// An average.
  public init(window: Window, requantization: Requantization, output: OutputQuantization) {
    self.window = window
    self.requantization = requantization
    self.output = output
  }

  /// The rules of an average.
  package static let constraints: [Constraint<IntegerAveragePool>] = [
    Constraint("Average pooling on integers has no padding.") {
      $0.window.padding == Padding(0) ? nil : "it has"
    },
    Constraint("There is one multiplier.") {
      $0.requantization.count == 1 ? nil : "there are \($0.requantization.count)"
    },
  ]
}

/// A function of one stored value as a table: h-swish, h-sigmoid, ReLU between two scales.
public struct IntegerLookup: Hashable, Codable, Sendable {
  /// 256 outputs, for the stored inputs −128 to 127.
  public var table: [Int8]
  /// The type of the output.
  public var output: OutputQuantization

  /// A table.
  public init(table: [Int8], output: OutputQuantization) {
    self.table = table
    self.output = output
  }

  /// The rules of a table.
  package static let constraints: [Constraint<IntegerLookup>] = [
    Constraint("The table has 256 entries.") {
      $0.table.count == 256 ? nil : "it has \($0.table.count)"
    }
  ]
}

/// Rules that several integer operations share.
package enum IntegerRules {
  package static let type: [Constraint<QuantizedType>] = [
    Constraint("The scale is above 0 and finite.") {
      $0.scale > 0 && $0.scale.isFinite ? nil : "it is \($0.scale)"
    },
    Constraint("The zero point lies in the range of the precision.") {
      ($0.precision.minimum...$0.precision.maximum).contains($0.zeroPoint)
        ? nil : "it is \($0.zeroPoint)"
    },
  ]

  package static let oneMultiplier: [Constraint<Requantization>] = [
    Constraint("There is one multiplier.") { $0.count == 1 ? nil : "there are \($0.count)" }
  ]

  package static let sameQuantization: [Constraint<[QuantizedType]>] = [
    Constraint("All inputs have one scale, zero point and precision.") { inputs in
      inputs.allSatisfy { $0.with(inputs[0].shape) == inputs[0] } ? nil : "they differ"
    }
  ]
}
