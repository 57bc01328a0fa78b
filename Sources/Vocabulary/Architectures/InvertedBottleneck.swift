import Graphs

/// 1 × 1 expansion, depthwise convolution and 1 × 1 projection, each with a batch norm
/// (arXiv 1801.04381, section 3.3).
///
/// The input is added where stride and channels allow.
struct InvertedBottleneck {
  /// Channels of the depthwise convolution; as many as the input has leave the expansion out.
  var expanded: Int
  /// Channels of the result.
  var channels: Int
  /// The side of the depthwise kernel.
  var kernel = 3
  /// The stride of the depthwise convolution.
  var stride = 1
  /// The function behind the expansion and the depthwise convolution.
  var activation: Activation
  /// Features between the two layers of squeeze-and-excite; nil leaves it out.
  var squeezed: Int?
  /// Added to the variances of the batch norms.
  var epsilon: Float = 1e-5
}

extension Flow where Op == FloatOp {
  /// An inverted bottleneck, of nodes like `NAME.expand`, `NAME.depthwise.bn` and `NAME.add`.
  func bottleneck(_ name: String, _ block: InvertedBottleneck) throws(GraphError) -> Flow {
    var x = self
    if block.expanded != value.channels {
      x = try x.convolution("\(name).expand", block.expanded, kernel: 1)
        .normalised("\(name).expand", block.activation, epsilon: block.epsilon)
    }
    x = try x.depthwise("\(name).depthwise", kernel: block.kernel, stride: block.stride)
      .normalised("\(name).depthwise", block.activation, epsilon: block.epsilon)
    if let squeezed = block.squeezed {
      x = try x.squeezeAndExcite("\(name).squeeze", squeezed)
    }
    x = try x.convolution("\(name).project", block.channels, kernel: 1)
      .batchNorm("\(name).project.bn", epsilon: block.epsilon)
    let hasResidual = block.stride == 1 && block.channels == value.channels
    return hasResidual ? try x.add(self, named: "\(name).add") : x
  }

  /// A batch norm and a function behind the layer `name`.
  func normalised(
    _ name: String, _ activation: Activation = .relu, epsilon: Float = 1e-5
  ) throws(GraphError) -> Flow {
    try batchNorm("\(name).bn", epsilon: epsilon).activation(activation, named: "\(name).act")
  }

  /// Each channel times a factor of 0 to 1 that two small layers read off the averages of all
  /// channels (arXiv 1709.01507, section 3, with the h-sigmoid of arXiv 1905.02244, section 5).
  private func squeezeAndExcite(_ name: String, _ features: Int) throws(GraphError) -> Flow {
    let factors = try globalAveragePool(named: "\(name).pool")
      .dense("\(name).reduce", features)
      .activation(.relu, named: "\(name).reduce.act")
      .dense("\(name).expand", value.channels)
      .activation(.hSigmoid, named: "\(name).expand.act")
    return try multiply(factors, named: "\(name).scale")
  }
}
