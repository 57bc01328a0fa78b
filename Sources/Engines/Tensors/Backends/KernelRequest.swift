import Graphs

/// For what a program is compiled.
enum Pass: Hashable, Sendable {
  /// Forward with batch statistics, then backward.
  case training
  /// Forward with batch statistics.
  case statistics
  /// Forward with running statistics.
  case inference
}

/// One operation with the layouts of its values.
struct KernelRequest: Hashable, Sendable {
  /// What is computed.
  enum Operation: Hashable, Sendable {
    /// A convolution, or a fully connected layer as the convolution of one pixel.
    case convolution(Convolution, Epilogue)
    /// A batch norm, with the ReLU behind it where that is its only reader.
    case batchNorm(BatchNorm, hasReLU: Bool)
    case activation(Activation)
    case add
    case multiply
    case pool(Pool)
    case concat
    case flatten
    case softmax
    case dropout(Dropout)
    case quantizer(FakeQuantizer)
  }

  var operation: Operation
  /// The layouts of what is read; the addend of an epilogue comes last.
  var inputs: [ValueLayout]
  var output: ValueLayout
  var pass: Pass
  /// For each input whether its gradient is wanted.
  var needsGradient: [Bool]
}

extension KernelRequest {
  /// The operation with its kernel and stride, as a profile names it.
  var label: String {
    switch operation {
    case .convolution(let op, _):
      let kind =
        op.isDepthwise(inputChannels: inputs[0].shape.channels)
        ? "depthwise" : op.groups > 1 ? "grouped convolution" : "convolution"
      let stride = op.window.stride == Size(1) ? "" : ", stride \(op.window.stride.height)"
      return "\(kind) \(op.window.kernel)\(stride)"
    case .batchNorm(_, let hasReLU): return hasReLU ? "batch norm, relu" : "batch norm"
    case .activation(let op): return op.rawValue
    case .add: return "add"
    case .multiply: return "multiply"
    case .pool(let op): return "\(op.kind.rawValue) pool"
    case .concat: return "concat"
    case .flatten: return "flatten"
    case .softmax: return "softmax"
    case .dropout: return "dropout"
    case .quantizer(let op): return "quantizer to \(op.precision.rawValue) bits"
    }
  }

  /// The multiply-adds of the forward pass; 0 for what is not a convolution.
  var macs: Int {
    guard case .convolution(let op, _) = operation else { return 0 }
    return output.images * op.macs(input: inputs[0].shape, output: output.shape)
  }
}

/// What inference does to the result of a convolution in the same breath, in this order.
struct Epilogue: Hashable, Sendable {
  /// A batch norm, whose parameters follow those of the convolution.
  var norm: BatchNorm?
  /// Whether the last input is added; the output may lie in its very place.
  var addsInput = false
  /// A function of each value.
  var activation: Activation?

  /// Nothing.
  static let none = Epilogue()
}
