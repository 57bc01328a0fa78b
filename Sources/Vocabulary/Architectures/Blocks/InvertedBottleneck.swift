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

extension InvertedBottleneck {
  /// The block of these settings for an input of `inputs` channels.
  init(_ settings: BlockSettings, inputs: Int) {
    let space = settings.space
    let expanded = space.middleChannels(of: inputs, expandRatio: settings.choices.expandRatio)
    self.init(
      expanded: expanded, channels: settings.unit.channels, kernel: settings.choices.kernel,
      stride: settings.stride, activation: settings.activation,
      squeezed: settings.unit.squeezes ? space.squeezedChannels(of: expanded) : nil,
      epsilon: space.epsilon)
  }
}

extension Flow where Op == FloatOp {
  /// An inverted bottleneck, of nodes like `NAME.expand`, `NAME.depthwise.bn` and `NAME.add`.
  func bottleneck(_ name: String, _ block: InvertedBottleneck) throws(GraphError) -> Flow {
    try invertedBottleneck(name, block).output
  }

  /// The same, with the roles of the nodes.
  func invertedBottleneck(
    _ name: String, _ block: InvertedBottleneck
  ) throws(GraphError) -> (output: Flow, block: BuiltBlock) {
    var x = self
    var roles: [BuiltBlock.Role: Int] = [:]
    var channels: [BuiltBlock.Channels: DependentChannels] = [:]
    // A layer is followed by its batch norm, which has tensors of the same channels.
    var (outputs, inputs): ([Int], [Int]) = ([], [])
    let expands = block.expanded != value.channels
    if expands {
      x = try x.convolution("\(name).expand", block.expanded, kernel: 1)
      roles[.expand] = x.index
      outputs += [x.index, x.index + 1]
      x = try x.normalised("\(name).expand", block.activation, epsilon: block.epsilon)
    }
    x = try x.depthwise("\(name).depthwise", kernel: block.kernel, stride: block.stride)
    roles[.kernel] = x.index
    outputs += [x.index, x.index + 1]
    x = try x.normalised("\(name).depthwise", block.activation, epsilon: block.epsilon)
    if let squeezed = block.squeezed {
      let built = try x.squeezeAndExcite("\(name).squeeze", squeezed)
      (roles[.squeeze], roles[.excite]) = (built.squeeze, built.excite)
      inputs.append(built.squeeze)
      outputs.append(built.excite)
      channels[.hidden] = DependentChannels(
        count: squeezed, outputs: [built.squeeze], inputs: [built.excite], reader: built.excite)
      x = built.output
    }
    x = try x.convolution("\(name).project", block.channels, kernel: 1)
    roles[.project] = x.index
    channels[.middle] = DependentChannels(
      count: block.expanded, areInputs: !expands, outputs: outputs, inputs: inputs + [x.index],
      reader: x.index)
    x = try x.batchNorm("\(name).project.bn", epsilon: block.epsilon)
    if block.stride == 1, block.channels == value.channels {
      x = try x.add(self, named: "\(name).add")
      roles[.residual] = x.index
    }
    let nodes = index + 1..<x.index + 1
    return (x, BuiltBlock(nodes: nodes, roles: roles, channels: channels))
  }

  /// A batch norm and a function behind the layer `name`.
  func normalised(
    _ name: String, _ activation: Activation = .relu, epsilon: Float = 1e-5
  ) throws(GraphError) -> Flow {
    try batchNorm("\(name).bn", epsilon: epsilon).activation(activation, named: "\(name).act")
  }

  /// Each channel times a factor of 0 to 1 that two small layers read off the averages of all
  /// channels (arXiv 1709.01507, section 3, with the h-sigmoid of arXiv 1905.02244, section 5).
  func squeezeAndExcite(
    _ name: String, _ features: Int
  ) throws(GraphError) -> (output: Flow, squeeze: Int, excite: Int) {
    let squeeze = try globalAveragePool(named: "\(name).pool").dense("\(name).reduce", features)
    let excite = try squeeze.activation(.relu, named: "\(name).reduce.act")
      .dense("\(name).expand", value.channels)
    let factors = try excite.activation(.hSigmoid, named: "\(name).expand.act")
    return (try multiply(factors, named: "\(name).scale"), squeeze.index, excite.index)
  }
}
