/// The operations of an integer network: the numerical contract that every runner must meet byte for byte.
///
/// Stored values are signed; `Zx` and `Zy` are the zero points of input and output. The output of
/// every operation is clamped to its `range`.
public enum IntegerOp: Operation {
  /// The quantized image.
  case input(QuantizedType)
  /// `Zy + requantize(bias + Σ (x − Zx) · w)`; a padded tap contributes 0.
  case convolution(IntegerConvolution)
  /// `Zy + requantize(bias + Σ (x − Zx) · w)` of a vector.
  case dense(IntegerDense)
  /// `Zy + (((x1 − Z1) · M1 + (x2 − Z2) · M2 + 2^(s−1)) >> s)`.
  case add(IntegerAdd)
  /// `Zy + requantize((x1 − Z1) · (x2 − Z2))`; the second value may be `[1, 1, C]`.
  case multiply(IntegerMultiply)
  /// `Zy + requantize(Σ (x − Zx))`, the sum over the window.
  case averagePool(IntegerAveragePool)
  /// The largest stored value under the window; the type of the value does not change.
  case maximumPool(Window)
  /// `table[x + 128]`.
  case lookup(IntegerLookup)
  /// Joins values of one scale and zero point along the channels.
  case concat
  /// `[H, W, C]` to a vector, in this order.
  case flatten

  /// The name of the operation in tables and errors.
  public var mnemonic: String {
    switch self {
    case .input: "input"
    case .convolution(let op): op.geometry.mnemonic
    case .dense: "dense"
    case .add: "add"
    case .multiply: "multiply"
    case .averagePool: "average pool"
    case .maximumPool: "maximum pool"
    case .lookup: "lookup"
    case .concat: "concat"
    case .flatten: "flatten"
    }
  }

  /// How many inputs the operation takes.
  public var arity: ClosedRange<Int> {
    switch self {
    case .input: 0...0
    case .add, .multiply: 2...2
    case .concat: 2...Int.max
    case .convolution, .dense, .averagePool, .maximumPool, .lookup, .flatten: 1...1
    }
  }

  /// The first rule that the operation breaks on these inputs, worded, or nil.
  public func violation(on inputs: [QuantizedType]) -> String? {
    ownViolation(on: inputs) ?? rangeViolation(on: inputs)
  }

  private func ownViolation(on inputs: [QuantizedType]) -> String? {
    let shapes = inputs.map(\.shape)
    switch self {
    case .input(let type):
      return IntegerRules.type.firstViolation(by: type)
    case .convolution(let op):
      return Convolution.constraints.firstViolation(by: Application(op.geometry, to: shapes))
        ?? IntegerConvolution.constraints.firstViolation(by: Application(op, to: inputs))
    case .dense(let op):
      return Dense.constraints.firstViolation(
        by: Application(Dense(outputs: op.bias.count), to: shapes))
        ?? IntegerDense.constraints.firstViolation(by: Application(op, to: inputs))
    case .add(let op):
      return ElementWise.sameShape.firstViolation(by: shapes)
        ?? IntegerAdd.constraints.firstViolation(by: op)
    case .multiply(let op):
      return ElementWise.sameShapeOrPerChannel.firstViolation(by: shapes)
        ?? IntegerRules.oneMultiplier.firstViolation(by: op.requantization)
    case .averagePool(let op):
      return Pool.constraints.firstViolation(
        by: Application(Pool(.average, window: op.window), to: shapes))
        ?? IntegerAveragePool.constraints.firstViolation(by: op)
    case .maximumPool(let window):
      return Pool.constraints.firstViolation(
        by: Application(Pool(.maximum, window: window), to: shapes))
    case .lookup(let op):
      return IntegerLookup.constraints.firstViolation(by: op)
    case .concat:
      return ElementWise.sameArea.firstViolation(by: shapes)
        ?? IntegerRules.sameQuantization.firstViolation(by: inputs)
    case .flatten:
      return nil
    }
  }

  /// The type of the result.
  public func output(of inputs: [QuantizedType]) -> QuantizedType {
    switch self {
    case .input(let type):
      return type
    case .convolution(let op):
      return op.output.type(
        op.geometry.window.output(of: inputs[0].shape, channels: op.geometry.outputChannels))
    case .dense(let op):
      return op.output.type(Shape(features: op.weights.shape[0]))
    case .add(let op):
      return op.output.type(inputs[0].shape)
    case .multiply(let op):
      return op.output.type(inputs[0].shape)
    case .averagePool(let op):
      return op.output.type(
        op.window.output(of: inputs[0].shape, channels: inputs[0].shape.channels))
    case .maximumPool(let window):
      return inputs[0].with(
        window.output(of: inputs[0].shape, channels: inputs[0].shape.channels))
    case .lookup(let op):
      return op.output.type(inputs[0].shape)
    case .concat:
      let channels = inputs.reduce(0) { $0 + $1.shape.channels }
      var shape = inputs[0].shape
      shape.channels = channels
      return inputs[0].with(shape)
    case .flatten:
      return inputs[0].with(Shape(features: inputs[0].shape.count))
    }
  }
}

/// A network in integers.
public typealias IntegerGraph = Graph<IntegerOp>

extension QuantizedType {
  /// The same quantization of another shape.
  package func with(_ shape: Shape) -> QuantizedType {
    QuantizedType(shape: shape, precision: precision, scale: scale, zeroPoint: zeroPoint)
  }
}
