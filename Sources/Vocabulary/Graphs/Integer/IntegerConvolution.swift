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
    Constraint(IntegerRules.symmetricWeights) {
      IntegerRules.asymmetry(of: $0.op.weights, $0.op.weightPrecision)
    },
  ]
}
