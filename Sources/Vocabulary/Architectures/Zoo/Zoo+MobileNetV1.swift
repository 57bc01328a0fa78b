package import Graphs

extension Zoo {
  /// MobileNetV1: depthwise and pointwise convolutions in turn (arXiv 1704.04861, table 1).
  ///
  /// - Parameters:
  ///   - width: what the channels of every layer are multiplied by, rounded down.
  ///   - resolution: the side of the image.
  package static func mobileNetV1(
    width: Double, resolution: Int, classes: Int = 1000
  ) throws(GraphError) -> FloatGraph {
    try mobileNetV1(
      named: "mobilenetv1-\(width)-\(resolution)", width: width, resolution: resolution,
      classes: classes, bias: false)
  }

  /// MobileNetV1 for CIFAR-10: the same channels on 32 × 32 pixels, with a stem of stride 1.
  static func mobileNetV1CIFAR(width: Double) throws(GraphError) -> FloatGraph {
    try mobileNetV1(
      named: "mobilenetv1-\(width)-cifar", width: width, resolution: 32, stemStride: 1, classes: 10,
      bias: false)
  }

  /// The person detector of MLPerf Tiny: MobileNetV1 of width 0.25 on 96 × 96 pixels, for two
  /// classes (arXiv 2106.07597); its convolutions keep a bias before the batch norm.
  static func visualWakeWords() throws(GraphError) -> FloatGraph {
    try mobileNetV1(
      named: "mobilenetv1-0.25-96-vww", width: 0.25, resolution: 96, classes: 2, bias: true)
  }

  private static func mobileNetV1(
    named name: String, width: Double, resolution: Int, stemStride: Int = 2, classes: Int,
    bias: Bool
  ) throws(GraphError) -> FloatGraph {
    let table: [(channels: Int, stride: Int)] = [
      (64, 1),
      (128, 2), (128, 1),
      (256, 2), (256, 1),
      (512, 2), (512, 1), (512, 1), (512, 1), (512, 1), (512, 1),
      (1024, 2), (1024, 1),
    ]
    func scaled(_ channels: Int) -> Int { Int(width * Double(channels)) }

    let builder = GraphBuilder<FloatOp>(name: name)
    var x = try builder.input(.image(resolution))
      .convolution("stem", scaled(32), kernel: 3, stride: stemStride, bias: bias)
      .normalised("stem", epsilon: 1e-3)
    for (index, row) in table.enumerated() {
      let (depthwise, pointwise) = ("b\(index).depthwise", "b\(index).pointwise")
      x = try x.depthwise(depthwise, kernel: 3, stride: row.stride, bias: bias)
        .normalised(depthwise, epsilon: 1e-3)
        .convolution(pointwise, scaled(row.channels), kernel: 1, bias: bias)
        .normalised(pointwise, epsilon: 1e-3)
    }
    return builder.graph(output: try x.classified(classes))
  }
}
