import Foundation
import Graphs
import Tensors
import Testing

/// Quantizers between layers against the formulas that define them.
struct QuantizerTests {
  @Test(
    "An unsigned quantizer rounds to the nearest step from 0 to its clip",
    arguments: Engine.Backend.allCases)
  func unsigned(backend: Engine.Backend) throws {
    let values: [Float] = [-1, 0.1, 0.39, 0.41, 2.39, 2.41, 5.99, 6, 7]
    for (precision, steps) in [
      (Precision.bits8, [0, 4, 17, 17, 102, 102, 255, 255, 255]),
      (.bits4, [0, 0, 1, 1, 6, 6, 15, 15, 15]),
      (.bits2, [0, 0, 0, 0, 1, 1, 3, 3, 3]),
    ] as [(Precision, [Float])] {
      let quantizer = FakeQuantizer(precision, .unsigned)
      let step = 6 / Float(quantizer.levels.upperBound)
      try expect(values, become: steps.map { $0 * step }, by: quantizer, clip: 6, backend)
    }
  }

  @Test(
    "Symmetric and fixed ranges round halves away from zero", arguments: Engine.Backend.allCases)
  func signed(backend: Engine.Backend) throws {
    try expect(
      [-9, -7, -2.5, -2.4, -0.6, 0, 0.3, 0.49999997, 2.5, 6.4, 8],
      become: [-7, -7, -3, -2, -1, 0, 0, 0, 3, 6, 7],
      by: FakeQuantizer(.bits4, .symmetric), clip: 7, backend)
    try expect(
      [-9, -3.6, -3.4, 3.4, 3.5, 9], become: [-7, -7, 0, 0, 7, 7],
      by: FakeQuantizer(.bits2, .symmetric), clip: 7, backend)
    try expect(
      [-9, -5.6, -0.25, 0, 0.25, 1.2, 3], become: [-5.5, -5.5, -0.5, 0, 0.5, 1, 2],
      by: FakeQuantizer(.bits4, .fixed(scale: 0.5, zeroPoint: 3)), clip: nil, backend)
  }

  @Test(
    "What is not a number stays so, and a clip below the least is read as the least",
    arguments: Engine.Backend.allCases)
  func bounds(backend: Engine.Backend) throws {
    let quantizer = FakeQuantizer(.bits4, .unsigned)
    #expect(try rounded([1, .nan, 2], by: quantizer, clip: 6, backend)[1].isNaN)
    let least = FakeQuantizer.leastClip
    try expect(
      [-1, 1], become: [0, 15 * (least / 15)], by: quantizer, clip: -4, backend)
  }

  private func expect(
    _ values: [Float], become expected: [Float], by quantizer: FakeQuantizer, clip: Float?,
    _ backend: Engine.Backend, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let found = try rounded(values, by: quantizer, clip: clip, backend)
    #expect(found == expected, "\(quantizer)", sourceLocation: sourceLocation)
  }

  /// What inference and training make of some values.
  private func rounded(
    _ values: [Float], by quantizer: FakeQuantizer, clip: Float?, _ backend: Engine.Backend
  ) throws -> [Float] {
    let builder = GraphBuilder<TrainingOp>(name: "g")
    let shape = Shape(features: values.count)
    let result = try builder.add(.inference(.input(shape))).adding(
      .quantizer(quantizer), named: "q")
    let network = Network(builder.graph(output: result))
    var weights = Weights()
    weights["q.clip"] = clip.map { Tensor(shape: [1], values: [$0]) }
    let store = ParameterStore(weights)
    let engine = Engine(threads: 1, backend: backend)
    let batch = Batch(images: values, shape: shape, labels: [0])
    let found = engine.logits(of: network, store, on: batch)
    let trained = engine.trainingLogits(of: network, store, on: batch)
    #expect(zip(found, trained).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN })
    return found
  }

  // MARK: Gradients

  static let ranges: [FakeQuantizer.Range] = [
    .unsigned, .symmetric, .fixed(scale: 0.1, zeroPoint: -1),
  ]

  @Test(
    "The gradient passes between the ends, and what lies beyond belongs to the clip",
    arguments: Engine.Backend.allCases, ranges)
  func straightThrough(backend: Engine.Backend, range: FakeQuantizer.Range) throws {
    for (channels, precision) in [(5, Precision.bits4), (20, .bits2), (16, .bits8)] {
      let image = Shape(height: 3, width: 3, channels: 2)
      let builder = GraphBuilder<TrainingOp>(name: "g")
      let front = Convolution(
        outputChannels: channels, window: Window(kernel: Size(1)), hasBias: true)
      let result = try builder.add(.inference(.input(image)), named: "image")
        .adding(.inference(.convolution(front)), named: "front")
        .quantizer("q", precision, range)
        .adding(.inference(.flatten), named: "flatten")
        .adding(.inference(.dense(Dense(outputs: 3))), named: "head")
      let graph = builder.graph(output: result)
      var draw = Draw(seed: 12)
      var weights = draw.weights(graph.parameters)
      if weights["q.clip"] != nil { weights["q.clip"] = Tensor(shape: [1], values: [0.4]) }
      let example = Straight(
        network: Network(graph), weights: weights, batch: draw.batch(35, of: image),
        targets: draw.targets(35, classes: 3), range: range)
      let engine = Engine(threads: 2, backend: backend)
      for (name, (found, expected)) in example.gradients(engine) {
        expectAgreement(
          found, expected, within: 1e-4, floor: 1e-3, "\(name) of \(channels) at \(precision)")
      }
    }
  }

  /// A 1 × 1 convolution, a quantizer and a dense layer, whose gradients are also computed by hand.
  private struct Straight {
    let network: Network
    let weights: Weights
    let batch: Batch
    let targets: [Float]
    let range: FakeQuantizer.Range

    func gradients(_ engine: Engine) -> [String: (found: [Float], expected: [Float])] {
      let store = ParameterStore(weights)
      let outcome = engine.train(network, store, on: batch, towards: targets)
      let before = engine.values(of: [1], in: network, store, on: batch)[0]
      let head = weights["head.weight"]?.values ?? []
      let features = before.count / batch.count
      let channels = network.graph.nodes[1].value.channels
      let (low, high) = ends
      var (clip, bias) = (0.0, [Double](repeating: 0, count: channels))
      var weight = [Double](repeating: 0, count: 2 * channels)
      for image in 0..<batch.count {
        let slopes = slopes(outcome.logits, image)
        for feature in 0..<features {
          let gradient = (0..<3).reduce(0.0) {
            $0 + slopes[$1] * Double(head[$1 * features + feature])
          }
          let value = before[image * features + feature]
          if value >= high {
            clip += gradient
          } else if value > low {
            let channel = feature % channels
            bias[channel] += gradient
            for input in 0..<2 {
              let pixel = image * batch.shape.count + feature / channels * 2 + input
              weight[2 * channel + input] += gradient * Double(batch.images[pixel])
            }
          } else if range == .symmetric {
            clip -= gradient
          }
        }
      }
      var pairs: [String: (found: [Float], expected: [Float])] = [:]
      for (name, expected) in [("q.clip", [clip]), ("front.bias", bias), ("front.weight", weight)]
      where store.contains(name) {
        pairs[name] = (Array(store.gradients(of: name)), expected.map { Float($0) })
      }
      return pairs
    }

    private var ends: (Float, Float) {
      switch range {
      case .unsigned: (0, 0.4)
      case .symmetric: (-0.4, 0.4)
      case .fixed:
        network.graph.nodes.compactMap { node -> (Float, Float)? in
          guard case .quantizer(let op) = node.op else { return nil }
          let levels = op.levels
          return (0.1 * Float(levels.lowerBound), 0.1 * Float(levels.upperBound))
        }.first ?? (0, 0)
      }
    }

    /// Of the mean loss of all images, to the logits of one.
    private func slopes(_ logits: [Float], _ image: Int) -> [Double] {
      let powers = (0..<3).map { exp(Double(logits[3 * image + $0])) }
      let sum = powers.reduce(0, +)
      return (0..<3).map {
        (powers[$0] / sum - Double(targets[3 * image + $0])) / Double(batch.count)
      }
    }
  }

  // MARK: Networks

  @Test(
    "Results of quantized networks do not depend on the number of threads",
    arguments: Engine.Backend.allCases)
  func threads(backend: Engine.Backend) throws {
    let quantized = try QuantizedNetwork(channels: 20)
    func gradients(_ threads: Int) -> [[Float]] {
      var draw = Draw(seed: 14)
      let store = ParameterStore(quantized.weights(&draw))
      let batch = draw.batch(100, of: quantized.network.graph.inputValue)
      let engine = Engine(threads: threads, backend: backend)
      _ = engine.train(
        quantized.network, store, on: batch, towards: draw.targets(100, classes: 3))
      return store.names.map { Array(store.gradients(of: $0)) }
    }
    let one = gradients(1)
    #expect(one == gradients(3))
    #expect(one.count { $0.contains { $0 != 0 } } >= 10, "hardly anything has a gradient")
  }

  @Test(
    "Rounded weights compute the bytes of stored weights of these values",
    arguments: Engine.Backend.allCases)
  func roundedWeights(backend: Engine.Backend) throws {
    let (rounded, plain) = (try QuantizedNetwork(), try QuantizedNetwork(roundsWeights: false))
    var draw = Draw(seed: 15)
    let store = ParameterStore(rounded.weights(&draw))
    var weights = store.weights
    for parameter in plain.parameters {
      weights[parameter.name] = store.tensor(rounded.network.views[parameter])
    }
    let engine = Engine(threads: 1, backend: backend)
    let batch = draw.batch(4, of: rounded.network.graph.inputValue)
    let found = engine.logits(of: rounded.network, store, on: batch)
    #expect(found == engine.logits(of: plain.network, ParameterStore(weights), on: batch))
    #expect(found != engine.logits(of: plain.network, store, on: batch), "nothing was rounded")
  }
}
