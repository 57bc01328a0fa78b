import Architectures
import Graphs
import Randomness
import Tensors

/// The networks that `peers/train_reference.py` builds in PyTorch, too, and one of the literature.
enum ReferenceNetwork {
  struct Unknown: Error, CustomStringConvertible {
    var name: String
    var description: String {
      "There is no network '\(name)'; choose mobile-k7, mobile-k5, mobile-k3, vgg "
        + "or mobilenetv1."
    }
  }

  static func graph(_ name: String) throws -> FloatGraph {
    switch name {
    case "mobile-k7": try mobile(kernel: 7)
    case "mobile-k5": try mobile(kernel: 5)
    case "mobile-k3": try mobile(kernel: 3)
    case "vgg": try vgg()
    // Half as wide as published; behind its first layer, maps are as large as those of CIFAR-10.
    case "mobilenetv1": try Zoo.mobileNetV1(width: 0.5, resolution: 64, classes: 10)
    default: throw Unknown(name: name)
    }
  }

  private static let image = Shape(height: 32, width: 32, channels: 3)

  /// Stem 16, then 16, 24, 40 and 80 channels; 10.9 to 14.8 million MACs.
  private static func mobile(kernel: Int) throws -> FloatGraph {
    let builder = GraphBuilder<FloatOp>(name: "mobile-k\(kernel)")
    var x = try builder.input(image).layer("stem", 16, kernel: 3)
    x = try x.bottleneck("b0", 16, expand: 1, kernel: 3, stride: 1)
    for (number, channels) in [24, 40, 80].enumerated() {
      x = try x.bottleneck("b\(number).0", channels, expand: 6, kernel: kernel, stride: 2)
      x = try x.bottleneck("b\(number).1", channels, expand: 6, kernel: kernel, stride: 1)
    }
    return builder.graph(output: try x.layer("head", 480, kernel: 1).classifier())
  }

  /// Seven 3 × 3 convolutions and one of 1 × 1; 42 million MACs.
  private static func vgg() throws -> FloatGraph {
    let builder = GraphBuilder<FloatOp>(name: "vgg")
    var x = try builder.input(image)
    let layers = [(32, 1), (32, 1), (64, 2), (64, 1), (128, 2), (128, 1), (128, 1)]
    for (number, (channels, stride)) in layers.enumerated() {
      x = try x.layer("c\(number)", channels, kernel: 3, stride: stride)
    }
    return builder.graph(output: try x.layer("head", 128, kernel: 1).classifier())
  }

  /// He-uniform convolutions, batch norms of 1 and 0.
  static func weights(of graph: FloatGraph) -> Weights {
    var generator = SeededGenerator(seed: 0)
    var weights = Weights()
    for parameter in graph.parameters {
      let isNorm = parameter.shape.count == 1
      switch parameter.role {
      case .weight where !isNorm:
        let fanIn = Float(parameter.shape.dropFirst().reduce(1, *))
        let bound = (6 / fanIn).squareRoot()
        weights[parameter.name] = Tensor(
          shape: parameter.shape,
          values: (0..<parameter.count).map { _ in
            Float.random(in: -bound...bound, using: &generator)
          })
      case .weight, .runningVariance, .clip, .step, .ratio:
        weights[parameter.name] = Tensor(shape: parameter.shape, repeating: 1)
      case .bias, .runningMean:
        weights[parameter.name] = Tensor(shape: parameter.shape, repeating: 0)
      }
    }
    return weights
  }
}

extension Flow where Op == FloatOp {
  fileprivate func layer(_ name: String, _ channels: Int, kernel: Int, stride: Int = 1) throws
    -> Flow
  {
    try convolution(name, channels, kernel: kernel, stride: stride)
      .batchNorm("\(name).bn").activation(.relu, named: "\(name).act")
  }

  fileprivate func bottleneck(
    _ name: String, _ channels: Int, expand: Int, kernel: Int, stride: Int
  ) throws -> Flow {
    var x = self
    if expand > 1 { x = try x.layer("\(name).expand", value.channels * expand, kernel: 1) }
    x = try x.depthwise("\(name).depthwise", kernel: kernel, stride: stride)
      .batchNorm("\(name).depthwise.bn").activation(.relu, named: "\(name).depthwise.act")
      .convolution("\(name).project", channels, kernel: 1).batchNorm("\(name).project.bn")
    return stride == 1 && channels == value.channels ? try x.add(self, named: "\(name).add") : x
  }

  fileprivate func classifier() throws -> Flow {
    try globalAveragePool(named: "pool").dense("classifier", 10)
  }
}
