extension GraphBuilder where Op == FloatOp {
  /// The image.
  public func input(_ shape: Shape, named name: String = "image") throws(GraphError) -> Flow<
    FloatOp
  > {
    try add(.input(shape), named: name)
  }
}

extension Flow where Op == FloatOp {
  /// A convolution with padding `kernel / 2`.
  public func convolution(
    _ name: String, _ channels: Int, kernel: Int, stride: Int = 1, groups: Int = 1,
    bias: Bool = false
  ) throws(GraphError) -> Flow {
    let window = Window(kernel: Size(kernel), stride: Size(stride))
    let op = Convolution(outputChannels: channels, window: window, groups: groups, hasBias: bias)
    return try adding(.convolution(op), named: name)
  }

  /// A convolution of each channel alone.
  public func depthwise(_ name: String, kernel: Int, stride: Int = 1, bias: Bool = false)
    throws(GraphError) -> Flow
  {
    try convolution(
      name, value.channels, kernel: kernel, stride: stride, groups: value.channels, bias: bias)
  }

  /// A fully connected layer.
  public func dense(_ name: String, _ outputs: Int, bias: Bool = true) throws(GraphError) -> Flow {
    try adding(.dense(Dense(outputs: outputs, hasBias: bias)), named: name)
  }

  /// A batch norm.
  public func batchNorm(_ name: String, epsilon: Float = 1e-5) throws(GraphError) -> Flow {
    try adding(.batchNorm(BatchNorm(epsilon: epsilon)), named: name)
  }

  /// A function of each value.
  public func activation(_ function: Activation, named name: String? = nil)
    throws(GraphError) -> Flow
  {
    try adding(.activation(function), named: name)
  }

  /// The sum with a value of the same shape.
  public func add(_ other: Flow, named name: String? = nil) throws(GraphError) -> Flow {
    try adding(.add, named: name, with: other)
  }

  /// The product with a value of the same shape or one value per channel.
  public func multiply(_ other: Flow, named name: String? = nil) throws(GraphError) -> Flow {
    try adding(.multiply, named: name, with: other)
  }

  /// The average or maximum over a window.
  public func pool(
    _ kind: Pool.Kind, kernel: Int, stride: Int, padding: Int = 0, named name: String? = nil
  ) throws(GraphError) -> Flow {
    let window = Window(
      kernel: Size(kernel), stride: Size(stride), padding: Padding(padding))
    return try adding(.pool(Pool(kind, window: window)), named: name)
  }

  /// The average over all pixels.
  public func globalAveragePool(named name: String? = nil) throws(GraphError) -> Flow {
    try adding(.globalAveragePool, named: name)
  }

  /// The values of this and the others side by side along the channels.
  public func concat(_ others: Flow..., named name: String? = nil) throws(GraphError) -> Flow {
    try builder.add(.concat, named: name, to: [self] + others)
  }

  /// The map as a vector.
  public func flatten(named name: String? = nil) throws(GraphError) -> Flow {
    try adding(.flatten, named: name)
  }

  /// Normalised exponentials.
  public func softmax(named name: String? = nil) throws(GraphError) -> Flow {
    try adding(.softmax, named: name)
  }
}
