package import Graphs

extension Zoo {
  /// MobileNetV2: inverted bottlenecks with linear projections (arXiv 1801.04381, table 2).
  ///
  /// - Parameters:
  ///   - width: what the channels of every layer are multiplied by, rounded to a multiple of 8; the
  ///     last convolution only grows with it.
  ///   - resolution: the side of the image.
  package static func mobileNetV2(
    width: Double, resolution: Int, classes: Int = 1000
  ) throws(GraphError) -> FloatGraph {
    let table: [(expandRatio: Int, channels: Int, blocks: Int, stride: Int)] = [
      (1, 16, 1, 1),
      (6, 24, 2, 2),
      (6, 32, 3, 2),
      (6, 64, 4, 2),
      (6, 96, 3, 1),
      (6, 160, 3, 2),
      (6, 320, 1, 1),
    ]
    func scaled(_ channels: Int) -> Int { multipleOfEight(near: width * Double(channels)) }

    let builder = GraphBuilder<FloatOp>(name: "mobilenetv2-\(width)-\(resolution)")
    var x = try builder.input(.image(resolution))
      .convolution("stem", scaled(32), kernel: 3, stride: 2)
      .normalised("stem", .relu6)
    for (unit, row) in table.enumerated() {
      for block in 0..<row.blocks {
        x = try x.bottleneck(
          BlockPosition(unit: unit, block: block).name,
          InvertedBottleneck(
            expanded: x.value.channels * row.expandRatio, channels: scaled(row.channels),
            stride: block == 0 ? row.stride : 1, activation: .relu6))
      }
    }
    x = try x.convolution("head", max(1280, scaled(1280)), kernel: 1).normalised("head", .relu6)
    return builder.graph(output: try x.classified(classes))
  }

  /// The multiple of 8 that is nearest to a number of channels, as in the published networks.
  static func multipleOfEight(near channels: Double) -> Int {
    roundedChannels(channels, toMultipleOf: 8)
  }
}
