import Graphs

extension Zoo {
  /// ResNet-18 for ImageNet (arXiv 1512.03385, table 1).
  static func resNet18() throws(GraphError) -> FloatGraph {
    try resNet("resnet18", [(64, 2), (128, 2), (256, 2), (512, 2)]) {
      (x, name, channels, stride) throws(GraphError) in
      try x.residual(name, channels, stride: stride) { (x) throws(GraphError) in
        try x.convolution("\(name).conv1", channels, kernel: 3, stride: stride)
          .normalised("\(name).conv1")
          .convolution("\(name).conv2", channels, kernel: 3)
          .batchNorm("\(name).conv2.bn")
      }
    }
  }

  /// ResNet-50 for ImageNet (arXiv 1512.03385, table 1).
  ///
  /// The 3 × 3 convolution of a bottleneck has the stride, not the 1 × 1 before it: the form with
  /// 4.09 G multiply-adds, which is the usual one now.
  static func resNet50() throws(GraphError) -> FloatGraph {
    try resNet("resnet50", [(64, 3), (128, 4), (256, 6), (512, 3)]) {
      (x, name, channels, stride) throws(GraphError) in
      try x.residual(name, 4 * channels, stride: stride) { (x) throws(GraphError) in
        try x.convolution("\(name).conv1", channels, kernel: 1)
          .normalised("\(name).conv1")
          .convolution("\(name).conv2", channels, kernel: 3, stride: stride)
          .normalised("\(name).conv2")
          .convolution("\(name).conv3", 4 * channels, kernel: 1)
          .batchNorm("\(name).conv3.bn")
      }
    }
  }

  private static func resNet(
    _ name: String, _ table: [(channels: Int, blocks: Int)],
    block: (
      _ x: Flow<FloatOp>, _ name: String, _ channels: Int, _ stride: Int
    ) throws(GraphError) -> Flow<FloatOp>
  ) throws(GraphError) -> FloatGraph {
    let builder = GraphBuilder<FloatOp>(name: name)
    var x = try builder.input(.image(224))
      .convolution("stem", 64, kernel: 7, stride: 2)
      .normalised("stem")
      .pool(.maximum, kernel: 3, stride: 2, padding: 1, named: "stem.pool")
    for (unit, row) in table.enumerated() {
      for index in 0..<row.blocks {
        let position = BlockPosition(unit: unit, block: index)
        x = try block(x, position.name, row.channels, unit > 0 && index == 0 ? 2 : 1)
      }
    }
    return builder.graph(output: try x.classified(1000))
  }
}

extension Flow where Op == FloatOp {
  /// The ReLU of a branch plus its input; the input goes through a 1 × 1 convolution where the
  /// shapes differ.
  fileprivate func residual(
    _ name: String, _ channels: Int, stride: Int, branch: (Flow) throws(GraphError) -> Flow
  ) throws(GraphError) -> Flow {
    var shortcut = self
    if stride != 1 || channels != value.channels {
      shortcut = try convolution("\(name).shortcut", channels, kernel: 1, stride: stride)
        .batchNorm("\(name).shortcut.bn")
    }
    return try branch(self).add(shortcut, named: "\(name).add")
      .activation(.relu, named: "\(name).act")
  }
}
