import Graphs

extension Zoo {
  /// The image classifier of MLPerf Tiny: three residual blocks for CIFAR-10 (arXiv 2106.07597).
  ///
  /// Its convolutions keep a bias before the batch norm, and those of the shortcuts have no batch
  /// norm.
  static func resNet8() throws(GraphError) -> FloatGraph {
    let table: [(channels: Int, stride: Int)] = [(16, 1), (32, 2), (64, 2)]

    let builder = GraphBuilder<FloatOp>(name: "resnet8-cifar")
    var x = try builder.input(.image(32))
      .convolution("stem", 16, kernel: 3, bias: true)
      .normalised("stem", epsilon: 1e-3)
    for (unit, row) in table.enumerated() {
      let name = BlockPosition(unit: unit, block: 0).name
      let shortcut =
        row.stride == 1
        ? x
        : try x.convolution(
          "\(name).shortcut", row.channels, kernel: 1, stride: row.stride, bias: true)
      x = try x.convolution(
        "\(name).conv1", row.channels, kernel: 3, stride: row.stride, bias: true
      )
      .normalised("\(name).conv1", epsilon: 1e-3)
      .convolution("\(name).conv2", row.channels, kernel: 3, bias: true)
      .batchNorm("\(name).conv2.bn", epsilon: 1e-3)
      .add(shortcut, named: "\(name).add")
      .activation(.relu, named: "\(name).act")
    }
    return builder.graph(output: try x.classified(10))
  }
}
