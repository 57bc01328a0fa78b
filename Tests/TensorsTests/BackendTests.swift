import Graphs
import Tensors
import Testing

/// Every fast backend against the portable twin.
@Suite(.enabled(if: Engine.Backend.allCases.count > 1, "built without oneDNN, the fast backend"))
struct BackendTests {
  @Test(arguments: backends, GradientTests.networks)
  func `Backends agree on every operation`(backend: Engine.Backend, network: TestNetwork) throws {
    try expectAgreement(of: backend, on: network.graph(), images: 3)
  }

  @Test(arguments: backends, [(3, [7, 14]), (16, [9]), (24, [7]), (40, [7, 14])])
  func `Backends agree on depthwise convolutions of all sizes`(
    backend: Engine.Backend, sizes: (channels: Int, sides: [Int])
  ) throws {
    let channels = sizes.channels
    for side in sizes.sides {
      for kernel in [1, 3, 5, 7] {
        for stride in [1, 2] {
          let network = TestNetwork(
            "depthwise \(kernel)x\(kernel) / \(stride) on \(side)x\(side)x\(channels)",
            image: Shape(height: side, width: side, channels: 2)
          ) {
            try $0.convolution("front", channels, kernel: 1)
              .depthwise("op", kernel: kernel, stride: stride, bias: kernel == 5)
              .activation(.hSwish).flatten().dense("head", 3)
          }
          try expectAgreement(of: backend, on: network.graph(), images: 2)
        }
      }
    }
  }

  @Test(arguments: backends, [3, 16, 24, 40])
  func `Backends agree on dense convolutions of all widths`(backend: Engine.Backend, channels: Int)
    throws
  {
    for (outputs, kernel, stride, side) in [
      (3, 1, 1, 7), (16, 1, 1, 7), (24, 1, 2, 9), (40, 1, 1, 5), (3, 3, 1, 7), (16, 3, 2, 9),
      (24, 3, 1, 5), (40, 3, 2, 7), (8, 5, 2, 6), (5, 7, 1, 4),
    ] {
      let network = TestNetwork(
        "\(kernel)x\(kernel) / \(stride) to \(outputs) on \(side)x\(side)x\(channels)",
        image: Shape(height: side, width: side, channels: 3)
      ) {
        try $0.convolution("front", channels, kernel: 1, bias: true)
          .convolution("op", outputs, kernel: kernel, stride: stride, bias: stride == 2)
          .activation(.hSwish).flatten().dense("head", 3)
      }
      try expectAgreement(of: backend, on: network.graph(), images: 2)
    }
  }

  /// Rounding grows in Winograd's transforms, whose factors reach 5: here results are about 10⁻⁶ of
  /// the largest value apart, and 10⁻⁵ for the sums of many tiles, far within the common tolerance.
  @Test(arguments: backends)
  func `Backends agree where convolutions are computed in the form of Winograd`(
    backend: Engine.Backend
  ) throws {
    let network = TestNetwork("winograd", image: Shape(height: 8, width: 7, channels: 3)) {
      let front = try $0.convolution("front", 16, kernel: 1, bias: true)
      return try front.convolution("wide", 40, kernel: 3, bias: true).activation(.hSwish)
        .convolution("narrow", 16, kernel: 3).batchNorm("narrow.bn").add(front)
        .activation(.relu).globalAveragePool().dense("head", 3)
    }
    try expectAgreement(of: backend, on: network.graph(), images: 19)
  }

  @Test(arguments: backends, [1, 5, 32, 33, 70])
  func `Backends agree on any number of images`(backend: Engine.Backend, images: Int) throws {
    try expectAgreement(of: backend, on: TestNetwork.mobile.graph(), images: images, threads: 2)
  }

  @Test(arguments: backends)
  func `Backends drop the same values`(backend: Engine.Backend) throws {
    let network = try DropoutNetwork(rate: 0.4)
    var draw = Draw(seed: 8)
    expectAgreement(
      of: backend, on: Network(network.graph), draw.weights(network.parameters), images: 35,
      threads: 2)
  }

  @Test(arguments: backends, [3, 16, 20])
  func `Backends agree on quantizers and rounded weights`(backend: Engine.Backend, channels: Int)
    throws
  {
    for pixels in [FakeQuantizer.Range.symmetric, .fixed(scale: 0.006, zeroPoint: 3)] {
      let quantized = try QuantizedNetwork(pixels: pixels, channels: channels)
      var draw = Draw(seed: 9)
      let weights = quantized.weights(&draw)
      expectAgreement(of: backend, on: quantized.network, weights, images: 3, threads: 1)
    }
  }

  private func expectAgreement(
    of backend: Engine.Backend, on graph: FloatGraph, images: Int, threads: Int = 1,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var draw = Draw(seed: 8)
    expectAgreement(
      of: backend, on: Network(graph), draw.weights(graph.parameters), images: images,
      threads: threads, sourceLocation: sourceLocation)
  }

  /// Compares all that engines compute: within 1/5000 of the largest value of each tensor.
  private func expectAgreement(
    of backend: Engine.Backend, on network: Network, _ weights: Weights, images: Int,
    threads: Int, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let graph = network.graph
    var draw = Draw(seed: 7)
    let batch = draw.batch(images, of: graph.inputValue)
    let targets = draw.targets(images, classes: graph.outputValue.count)
    let (found, expected) = (
      results(Engine(threads: threads, backend: backend)),
      results(Engine(threads: 1, backend: .portable))
    )
    let largestGradient = expected.reduce(Float(0)) { largest, result in
      result.isGradient ? result.values.reduce(largest) { max($0, abs($1)) } : largest
    }
    for (found, expected) in zip(found, expected) {
      TensorsTests.expectAgreement(
        found.values, expected.values, within: 2e-4,
        // Where a gradient cancels to nothing only rounding is left.
        floor: expected.isGradient ? 0.02 * largestGradient : 0.01,
        "\(graph.name), \(expected.name)", sourceLocation: sourceLocation)
    }

    func results(_ engine: Engine) -> [(name: String, isGradient: Bool, values: [Float])] {
      let store = ParameterStore(weights)
      let outcome = engine.train(network, store, on: batch, towards: targets, seed: 3)
      var results = [
        (name: "loss", isGradient: false, values: [outcome.loss]),
        (name: "logits in training", isGradient: false, values: outcome.logits),
      ]
      for name in weights.names {
        results.append((name, false, Array(store.values(of: name))))
        results.append((name + " gradient", true, Array(store.gradients(of: name))))
      }
      let logits = engine.logits(of: network, store, on: batch)
      results.append(("logits", false, logits))
      let statistics = engine.statistics(of: network, store, over: [batch, batch])
      for name in statistics.names {
        results.append((name + " pooled", false, statistics[name]?.values ?? []))
      }
      let nodes = Array(graph.nodes.indices)
      for (node, values) in zip(nodes, engine.values(of: nodes, in: network, store, on: batch)) {
        results.append(("value of \(graph.nodes[node].name)", false, values))
      }
      return results
    }
  }

  static let backends = Engine.Backend.allCases.filter { $0 != .portable }
}

extension TestNetwork {
  /// Two mobile blocks, the second with squeeze and excitation in a residual.
  static let mobile = TestNetwork("mobile", image: Shape(height: 7, width: 7, channels: 3)) {
    let stem = try $0.convolution("stem", 8, kernel: 3, stride: 2).batchNorm("stem.bn")
      .activation(.relu)
    let inner = try stem.convolution("expand", 24, kernel: 1).batchNorm("expand.bn")
      .activation(.relu6)
      .depthwise("depthwise", kernel: 3).batchNorm("depthwise.bn").activation(.hSwish)
    let gates = try inner.globalAveragePool().dense("squeeze", 4).activation(.relu)
      .dense("excite", 24).activation(.hSigmoid)
    let block = try inner.multiply(gates).convolution("project", 8, kernel: 1)
      .batchNorm("project.bn")
    return try stem.add(block).globalAveragePool().dense("head", 3)
  }
}
