/// The operations of a network in floating point, as it is trained and exchanged.
public enum FloatOp: Operation {
  /// The image, normalised.
  case input(Shape)
  /// Dense, grouped or depthwise convolution.
  case convolution(Convolution)
  /// Fully connected layer on a vector.
  case dense(Dense)
  /// Batch normalisation per channel.
  case batchNorm(BatchNorm)
  /// A function of one value.
  case activation(Activation)
  /// Element-wise sum of two values of one shape.
  case add
  /// Element-wise product; the second value may be `[1, 1, C]`.
  case multiply
  /// Average or maximum over a window.
  case pool(Pool)
  /// Average over all pixels: `[H, W, C]` to `[1, 1, C]`.
  case globalAveragePool
  /// Joins values of equal height and width along the channels.
  case concat
  /// `[H, W, C]` to a vector, in this order.
  case flatten
  /// Normalised exponentials of a vector.
  case softmax

  /// The name of the operation in tables and errors.
  public var mnemonic: String {
    switch self {
    case .input: "input"
    case .convolution(let op): op.mnemonic
    case .dense: "dense"
    case .batchNorm: "batch norm"
    case .activation(let op): op.rawValue
    case .add: "add"
    case .multiply: "multiply"
    case .pool(let op): op.mnemonic
    case .globalAveragePool: "global average pool"
    case .concat: "concat"
    case .flatten: "flatten"
    case .softmax: "softmax"
    }
  }

  /// How many inputs the operation takes.
  public var arity: ClosedRange<Int> {
    switch self {
    case .input: 0...0
    case .add, .multiply: 2...2
    case .concat: 2...Int.max
    case .convolution, .dense, .batchNorm, .activation, .pool, .globalAveragePool, .flatten,
      .softmax:
      1...1
    }
  }

  /// The first rule that the operation breaks on these inputs, worded, or nil.
  public func violation(on inputs: [Shape]) -> String? {
    switch self {
    case .input(let shape):
      shape.height > 0 && shape.width > 0 && shape.channels > 0
        ? nil : "Every dimension is at least 1. Here the shape is \(shape)."
    case .convolution(let op):
      Convolution.constraints.firstViolation(by: Application(op, to: inputs))
    case .dense(let op):
      Dense.constraints.firstViolation(by: Application(op, to: inputs))
    case .pool(let op):
      Pool.constraints.firstViolation(by: Application(op, to: inputs))
    case .add:
      ElementWise.sameShape.firstViolation(by: inputs)
    case .multiply:
      ElementWise.sameShapeOrPerChannel.firstViolation(by: inputs)
    case .concat:
      ElementWise.sameArea.firstViolation(by: inputs)
    case .softmax:
      ElementWise.vector.firstViolation(by: inputs)
    case .batchNorm, .activation, .globalAveragePool, .flatten:
      nil
    }
  }

  /// The shape of the result.
  public func output(of inputs: [Shape]) -> Shape {
    switch self {
    case .input(let shape): shape
    case .convolution(let op): op.window.output(of: inputs[0], channels: op.outputChannels)
    case .dense(let op): Shape(features: op.outputs)
    case .pool(let op): op.window.output(of: inputs[0], channels: inputs[0].channels)
    case .globalAveragePool: Shape(features: inputs[0].channels)
    case .concat:
      Shape(
        height: inputs[0].height, width: inputs[0].width,
        channels: inputs.reduce(0) { $0 + $1.channels })
    case .flatten: Shape(features: inputs[0].count)
    case .batchNorm, .activation, .add, .multiply, .softmax: inputs[0]
    }
  }
}
