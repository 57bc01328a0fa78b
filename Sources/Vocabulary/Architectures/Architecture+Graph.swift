public import Graphs

extension Architecture {
  /// The network as a graph, without weights; throws where this is no point of `space`.
  ///
  /// Stem 3 × 3, then per block 1 × 1 expansion, depthwise convolution and 1 × 1 projection, each
  /// with a batch norm, the first two with an activation, and with squeeze-and-excite before the
  /// projection where the unit has it; the input is added where stride and channels allow. Then a
  /// 1 × 1 head, the average over all pixels, a 1 × 1 convolution to features and a classifier
  /// (arXiv 1801.04381, section 3; arXiv 1905.02244, section 5). Nodes are named `stem`, `stem.bn`,
  /// `u1.b0.expand`, `u1.b0.depthwise.bn`, `u1.b0.squeeze.reduce`, `head`, `features`, `classifier`.
  public func graph(in space: SearchSpace) throws -> FloatGraph {
    try space.validate(self)
    let builder = GraphBuilder<FloatOp>(name: space.name)
    let image = Shape(height: resolution, width: resolution, channels: space.imageChannels)
    var x = try builder.input(image)
      .convolution("stem", space.stemChannels, kernel: 3, stride: space.stemStride)
      .normalised("stem", space.activation, epsilon: space.epsilon)
    for (index, (unit, blocks)) in zip(space.units, units).enumerated() {
      for (number, block) in blocks.enumerated() {
        let position = BlockPosition(unit: index, block: number)
        let expanded = space.middleChannels(of: x.value.channels, expandRatio: block.expandRatio)
        x = try x.bottleneck(
          position.name,
          InvertedBottleneck(
            expanded: expanded, channels: unit.channels, kernel: block.kernel,
            stride: space.stride(of: position), activation: unit.activation ?? space.activation,
            squeezed: unit.squeezes ? space.squeezedChannels(of: expanded) : nil,
            epsilon: space.epsilon))
      }
    }
    if space.headChannels > 0 {
      x = try x.convolution("head", space.headChannels, kernel: 1)
        .normalised("head", space.activation, epsilon: space.epsilon)
    }
    x = try x.globalAveragePool(named: "pool")
    if space.featureChannels > 0 {
      x = try x.convolution("features", space.featureChannels, kernel: 1)
        .activation(space.activation, named: "features.act")
    }
    return builder.graph(output: try x.dense("classifier", space.classes))
  }
}

extension SearchSpace {
  /// The channels between expansion and projection; a ratio of 1 keeps those of the input.
  package func middleChannels(of inputs: Int, expandRatio: Int) -> Int {
    expandRatio == 1
      ? inputs : roundedChannels(Double(inputs * expandRatio), toMultipleOf: channelMultiple)
  }

  /// The features of squeeze-and-excite between its two layers.
  package func squeezedChannels(of middle: Int) -> Int {
    roundedChannels(Double(middle / 4), toMultipleOf: channelMultiple)
  }
}
