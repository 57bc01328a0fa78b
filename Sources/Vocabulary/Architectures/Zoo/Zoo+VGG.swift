import Graphs

extension Zoo {
  private static let vggChannels = [64, 128, 256, 512, 512]

  /// VGG-16 for ImageNet (arXiv 1409.1556, table 1, column D).
  static func vgg16() throws(GraphError) -> FloatGraph { try vgg("vgg16", [2, 2, 3, 3, 3]) }

  /// VGG-19 for ImageNet (arXiv 1409.1556, table 1, column E).
  static func vgg19() throws(GraphError) -> FloatGraph { try vgg("vgg19", [2, 2, 4, 4, 4]) }

  /// VGG-16 with batch norms for CIFAR-10.
  static func vgg16CIFAR() throws(GraphError) -> FloatGraph {
    try vggCIFAR("vgg16-cifar", [2, 2, 3, 3, 3])
  }

  /// VGG-19 with batch norms for CIFAR-10.
  static func vgg19CIFAR() throws(GraphError) -> FloatGraph {
    try vggCIFAR("vgg19-cifar", [2, 2, 4, 4, 4])
  }

  /// The network with `depths[i]` convolutions between two pools.
  private static func vgg(_ name: String, _ depths: [Int]) throws(GraphError) -> FloatGraph {
    let builder = GraphBuilder<FloatOp>(name: name)
    var x = try builder.input(.image(224))
    for (unit, (depth, channels)) in zip(depths, vggChannels).enumerated() {
      for index in 0..<depth {
        let name = BlockPosition(unit: unit, block: index).name
        x = try x.convolution(name, channels, kernel: 3, bias: true)
          .activation(.relu, named: "\(name).act")
      }
      x = try x.pool(.maximum, kernel: 2, stride: 2, named: "u\(unit + 1).pool")
    }
    x = try x.flatten(named: "flatten")
      .dense("fc1", 4096).activation(.relu, named: "fc1.act")
      .dense("fc2", 4096).activation(.relu, named: "fc2.act")
    return builder.graph(output: try x.dense("classifier", 1000))
  }

  /// The same for 32 × 32 pixels, as pruning papers use it (arXiv 1708.06519): a batch
  /// norm instead of each bias, an average over the last 2 × 2 pixels and one fully connected layer.
  private static func vggCIFAR(_ name: String, _ depths: [Int]) throws(GraphError) -> FloatGraph {
    let builder = GraphBuilder<FloatOp>(name: name)
    var x = try builder.input(.image(32))
    for (unit, (depth, channels)) in zip(depths, vggChannels).enumerated() {
      if unit > 0 { x = try x.pool(.maximum, kernel: 2, stride: 2, named: "u\(unit).pool") }
      for index in 0..<depth {
        let name = BlockPosition(unit: unit, block: index).name
        x = try x.convolution(name, channels, kernel: 3).normalised(name)
      }
    }
    return builder.graph(output: try x.classified(10))
  }
}
