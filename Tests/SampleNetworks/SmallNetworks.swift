package import Graphs
import Randomness
package import Tensors

/// Small networks with random weights and images, the same for the same seed.
package struct SmallNetworks {
  private var generator: SeededGenerator

  package init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
  }

  package static let mean: [Float] = [0.5, 0.4, 0.6]
  package static let std: [Float] = [0.25, 0.3, 0.2]
  package static let image = Shape(height: 6, width: 6, channels: 3)

  package mutating func int(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &generator)
  }

  /// Two inverted bottlenecks, the second with a sum, between a stem and a classifier.
  package mutating func mobile(_ activation: Activation) throws -> FloatGraph {
    let builder = GraphBuilder<FloatOp>(name: "mobile")
    var x = try builder.input(Self.image).convolution("stem", 4 + int(0...4), kernel: 3)
      .batchNorm("stem.bn").activation(activation)
    for block in ["b0", "b1"] {
      let before = x
      x = try x.convolution("\(block).expand", x.value.channels * 2, kernel: 1)
        .batchNorm("\(block).expand.bn").activation(activation)
        .depthwise("\(block).depthwise", kernel: 3, stride: block == "b0" ? 2 : 1)
        .batchNorm("\(block).depthwise.bn").activation(activation)
        .convolution("\(block).project", 6, kernel: 1).batchNorm("\(block).project.bn")
      if block == "b1" { x = try x.add(before, named: "sum") }
    }
    let logits = try x.globalAveragePool(named: "pool").dense("classifier", 5)
    return builder.graph(output: try logits.softmax(named: "softmax"))
  }

  /// Every other operation: branches of unlike ranges in a concat, a gate, pools, a lone batch norm.
  package mutating func branches() throws -> FloatGraph {
    let builder = GraphBuilder<FloatOp>(name: "branches")
    let image = try builder.input(Self.image)
    let one = try image.convolution("one", 4, kernel: 3, bias: true).activation(.relu6)
    let two = try image.convolution("two", 6, kernel: 1, groups: 1).batchNorm("two.bn")
      .pool(.maximum, kernel: 3, stride: 1, padding: 1, named: "two.pool")
    let joined = try one.concat(two, named: "joined").batchNorm("lone").activation(.relu)
    let gate = try joined.globalAveragePool().dense("gate", 10).activation(.hSigmoid)
    let gated = try joined.multiply(gate, named: "gated")
      .convolution("grouped", 8, kernel: 3, stride: 2, groups: 2, bias: true)
    let pooled = try gated.pool(.average, kernel: 2, stride: 2, named: "average").activation(.relu)
    let result = try pooled.flatten().dense("classifier", 4, bias: false)
    return builder.graph(output: result)
  }

  /// What exporters of other tools write: norms and ReLUs that stand alone, before convolutions and behind a
  /// concat, a pool and a flatten.
  package mutating func preactivated() throws -> FloatGraph {
    let builder = GraphBuilder<FloatOp>(name: "preactivated")
    let stem = try builder.input(Self.image).convolution("stem", 6, kernel: 3, bias: true)
    let branch = try stem.batchNorm("first.bn").activation(.relu)
      .convolution("first", 6, kernel: 3, bias: true)
    let sum = try branch.add(stem, named: "sum")
    let normed = try sum.batchNorm("second.bn").activation(.relu6)
    let joined = try normed.concat(stem, named: "joined").activation(.relu)
    let pooled = try joined.pool(.maximum, kernel: 2, stride: 2, named: "maximum").activation(.relu)
    let flat = try pooled.flatten().activation(.relu)
    let hidden = try flat.dense("hidden", 7).batchNorm("hidden.bn").activation(.hSwish)
    return builder.graph(output: try hidden.dense("classifier", 3))
  }

  /// Weights as training leaves them: He-like spread, batch norms that are not neutral.
  package mutating func weights(for graph: FloatGraph) -> Weights {
    var weights = Weights()
    for parameter in graph.parameters {
      let fanIn = Float(max(1, parameter.count / parameter.shape[0]))
      let isNorm = parameter.shape.count == 1
      let values = (0..<parameter.count).map { _ in
        switch parameter.role {
        case .weight where isNorm: Float.random(in: 0.5...1.5, using: &generator)
        case .weight: Float.random(in: -1...1, using: &generator) * (6 / fanIn).squareRoot()
        case .bias, .runningMean: Float.random(in: -0.5...0.5, using: &generator)
        case .runningVariance, .clip, .step, .ratio: Float.random(in: 0.2...2, using: &generator)
        }
      }
      weights[parameter.name] = Tensor(shape: parameter.shape, values: values)
    }
    return weights
  }

  /// Normalised images of random pixels, smooth enough that layers see more than noise.
  package mutating func batch(_ count: Int, of shape: Shape = image) -> Batch {
    var images: [Float] = []
    for _ in 0..<count {
      let level = Int.random(in: 60...195, using: &generator)
      for index in 0..<shape.count {
        let pixel = Float(level + Int.random(in: -60...60, using: &generator))
        let channel = index % shape.channels
        images.append((pixel / 255 - Self.mean[channel]) / Self.std[channel])
      }
    }
    return Batch(images: images, shape: shape, labels: [Int](repeating: 0, count: count))
  }
}

extension QuantizedType {
  /// The stored values of a normalised image.
  package func stored(_ image: some Sequence<Float>) -> [Int8] {
    image.map { Int8(max(-128, min(127, (Double($0) / scale).rounded() + Double(zeroPoint)))) }
  }
}
