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
    Constraint(IntegerRules.symmetricWeights) {
      IntegerRules.asymmetry(of: $0.op.weights, $0.op.weightPrecision)
    },
  ]
}
