import Graphs

extension Zoo {
  /// A row of the tables of MobileNetV3.
  private struct Row {
    var kernel: Int
    var expanded: Int
    var channels: Int
    var squeezes: Bool
    var activation: Activation
    var stride: Int

    init(
      _ kernel: Int, _ expanded: Int, _ channels: Int, squeezes: Bool = false,
      _ activation: Activation, stride: Int = 1
    ) {
      (self.kernel, self.expanded, self.channels) = (kernel, expanded, channels)
      (self.squeezes, self.activation, self.stride) = (squeezes, activation, stride)
    }
  }

  /// MobileNetV3-Large at width 1.0 on 224 × 224 pixels (arXiv 1905.02244, table 1).
  static func mobileNetV3Large() throws(GraphError) -> FloatGraph {
    let table = [
      Row(3, 16, 16, .relu),
      Row(3, 64, 24, .relu, stride: 2),
      Row(3, 72, 24, .relu),
      Row(5, 72, 40, squeezes: true, .relu, stride: 2),
      Row(5, 120, 40, squeezes: true, .relu),
      Row(5, 120, 40, squeezes: true, .relu),
      Row(3, 240, 80, .hSwish, stride: 2),
      Row(3, 200, 80, .hSwish),
      Row(3, 184, 80, .hSwish),
      Row(3, 184, 80, .hSwish),
      Row(3, 480, 112, squeezes: true, .hSwish),
      Row(3, 672, 112, squeezes: true, .hSwish),
      Row(5, 672, 160, squeezes: true, .hSwish, stride: 2),
      Row(5, 960, 160, squeezes: true, .hSwish),
      Row(5, 960, 160, squeezes: true, .hSwish),
    ]
    return try mobileNetV3(named: "large", table, headChannels: 960, features: 1280)
  }

  /// MobileNetV3-Small at width 1.0 on 224 × 224 pixels (arXiv 1905.02244, table 2).
  static func mobileNetV3Small() throws(GraphError) -> FloatGraph {
    let table = [
      Row(3, 16, 16, squeezes: true, .relu, stride: 2),
      Row(3, 72, 24, .relu, stride: 2),
      Row(3, 88, 24, .relu),
      Row(5, 96, 40, squeezes: true, .hSwish, stride: 2),
      Row(5, 240, 40, squeezes: true, .hSwish),
      Row(5, 240, 40, squeezes: true, .hSwish),
      Row(5, 120, 48, squeezes: true, .hSwish),
      Row(5, 144, 48, squeezes: true, .hSwish),
      Row(5, 288, 96, squeezes: true, .hSwish, stride: 2),
      Row(5, 576, 96, squeezes: true, .hSwish),
      Row(5, 576, 96, squeezes: true, .hSwish),
    ]
    return try mobileNetV3(named: "small", table, headChannels: 576, features: 1024)
  }

  private static func mobileNetV3(
    named size: String, _ table: [Row], headChannels: Int, features: Int
  ) throws(GraphError) -> FloatGraph {
    let builder = GraphBuilder<FloatOp>(name: "mobilenetv3-\(size)-1.0-224")
    var x = try builder.input(.image(224))
      .convolution("stem", 16, kernel: 3, stride: 2)
      .normalised("stem", .hSwish, epsilon: 1e-3)
    for (index, row) in table.enumerated() {
      // A quarter, rounded to a multiple of 8, as in the published implementations.
      let squeezed = multipleOfEight(near: Double(row.expanded / 4))
      x = try x.bottleneck(
        "b\(index)",
        InvertedBottleneck(
          expanded: row.expanded, channels: row.channels, kernel: row.kernel, stride: row.stride,
          activation: row.activation, squeezed: row.squeezes ? squeezed : nil, epsilon: 1e-3))
    }
    x = try x.convolution("head", headChannels, kernel: 1)
      .normalised("head", .hSwish, epsilon: 1e-3)
      .globalAveragePool(named: "pool")
      .dense("features", features)
      .activation(.hSwish, named: "features.act")
    return builder.graph(output: try x.dense("classifier", 1000))
  }
}
