package import Graphs

extension FloatOp {
  /// How quantization lowers the operation, in words; nil where it becomes the integer one of its name.
  ///
  /// ``LoweredGraph`` decides it.
  package var loweringNote: String? {
    switch self {
    case .batchNorm:
      "Quantization folds it into the convolution or dense layer before it; "
        + "where others read that or it follows anything else, it becomes a depthwise 1x1 convolution."
    case .activation(let function):
      function.isClamp
        ? "Quantization folds it into the range of the layer, sum, product or average before it; "
          + "where others read that or it follows anything else, it becomes a lookup."
        : "Quantization turns it into a lookup."
    case .globalAveragePool: "Quantization turns it into an average pool."
    case .softmax: "It stays on the host side."
    case .input, .convolution, .dense, .add, .multiply, .pool, .concat, .flatten: nil
    }
  }

  /// Whether a factor per output channel can be part of the operation's weight.
  package var hasWeight: Bool {
    switch self {
    case .convolution, .dense: true
    case .input, .batchNorm, .activation, .add, .multiply, .pool, .globalAveragePool, .concat,
      .flatten, .softmax:
      false
    }
  }
}
