import Graphs

extension Zoo {
  /// The residual network of `depth` = 6n + 2 layers for CIFAR-10, with shortcuts that have no
  /// parameters (arXiv 1512.03385, section 4.2, option A).
  static func resNetCIFAR(depth: Int) throws(GraphError) -> FloatGraph {
    let table: [(channels: Int, stride: Int)] = [(16, 1), (32, 2), (64, 2)]

    let builder = GraphBuilder<FloatOp>(name: "resnet\(depth)-cifar")
    var x = try builder.input(.image(32))
      .convolution("stem", 16, kernel: 3)
      .normalised("stem")
    for (unit, row) in table.enumerated() {
      for block in 0..<(depth - 2) / 6 {
        let name = BlockPosition(unit: unit, block: block).name
        x =
          block == 0 && row.stride > 1
          ? try x.widened(name, row.channels, stride: row.stride)
          : try x.residual(name)
      }
    }
    return builder.graph(output: try x.classified(10))
  }
}

extension Flow where Op == FloatOp {
  /// Two 3 × 3 convolutions plus their input.
  fileprivate func residual(_ name: String) throws(GraphError) -> Flow {
    try convolution("\(name).conv1", value.channels, kernel: 3)
      .normalised("\(name).conv1")
      .convolution("\(name).conv2", value.channels, kernel: 3)
      .batchNorm("\(name).conv2.bn")
      .add(self, named: "\(name).add")
      .activation(.relu, named: "\(name).act")
  }

  /// The same with more channels on fewer pixels; zeros stand in for the input's missing channels.
  ///
  /// Nothing is added to the channels that would meet zeros, so the second convolution is made of
  /// two: `conv2`, which meets the input, and `conv2.rest`.
  fileprivate func widened(_ name: String, _ channels: Int, stride: Int) throws(GraphError) -> Flow
  {
    let shortcut = try pool(.maximum, kernel: 1, stride: stride, named: "\(name).shortcut")
    let x = try convolution("\(name).conv1", channels, kernel: 3, stride: stride)
      .normalised("\(name).conv1")
    let met = try x.convolution("\(name).conv2", value.channels, kernel: 3)
      .batchNorm("\(name).conv2.bn")
      .add(shortcut, named: "\(name).add")
    let rest = try x.convolution("\(name).conv2.rest", channels - value.channels, kernel: 3)
      .batchNorm("\(name).conv2.rest.bn")
    return try met.concat(rest, named: "\(name).join").activation(.relu, named: "\(name).act")
  }
}
