public import Graphs

extension Architecture {
  /// The network as a graph, without weights; throws where this is no point of `space`.
  ///
  /// Stem 3 × 3, then per block 1 × 1 expansion, depthwise convolution and 1 × 1 projection, each
  /// with a batch norm, the first two with an activation; the input is added where stride and
  /// channels allow. Then a 1 × 1 head, the average over all pixels and a classifier
  /// (arXiv 1801.04381, section 3). Nodes are named `stem`, `stem.bn`, `u1.b0.expand`,
  /// `u1.b0.depthwise.bn`, `head`, `classifier`.
  public func graph(in space: SearchSpace) throws -> FloatGraph {
    try space.validate(self)
    let builder = GraphBuilder<FloatOp>(name: space.name)
    let image = Shape(height: resolution, width: resolution, channels: space.imageChannels)
    var x = try builder.input(image)
      .convolution("stem", space.stemChannels, kernel: 3, stride: space.stemStride)
      .normalised("stem", space.activation)
    for (unit, blocks) in units.enumerated() {
      for (index, block) in blocks.enumerated() {
        let position = BlockPosition(unit: unit, block: index)
        x = try x.bottleneck(
          position.name,
          InvertedBottleneck(
            expanded: x.value.channels * block.expandRatio, channels: space.units[unit].channels,
            kernel: block.kernel, stride: space.stride(of: position),
            activation: space.activation))
      }
    }
    if space.headChannels > 0 {
      x = try x.convolution("head", space.headChannels, kernel: 1)
        .normalised("head", space.activation)
    }
    let logits = try x.globalAveragePool(named: "pool").dense("classifier", space.classes)
    return builder.graph(output: logits)
  }
}
