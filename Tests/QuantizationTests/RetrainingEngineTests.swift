import Execution
import Foundation
import Graphs
import Planning
import Quantization
import Randomness
import SampleNetworks
import Tensors
import Testing
import Training

/// Retraining on the engine, on images that take a moment to learn.
struct RetrainingEngineTests {
  private static let shape = Shape(height: 6, width: 6, channels: 3)
  private static let engine = Engine(threads: 1)

  /// Stripes across, stripes along, both, or neither, in noise: `(p / 255 − mean) / std` of pixels.
  private static func batch(_ count: Int, seed: UInt64) -> Batch {
    var generator = SeededGenerator(seed: seed)
    var images: [Float] = []
    let labels = (0..<count).map { _ in Int.random(in: 0..<4, using: &generator) }
    for label in labels {
      for index in 0..<shape.count {
        let (y, x) = (index / 18, index / 3 % 6)
        let pattern =
          (label & 1 > 0 && y % 2 == 0 ? 40 : 0) + (label & 2 > 0 && x % 2 == 0 ? 40 : 0)
        let pixel = Float(60 + pattern + Int.random(in: 0...110, using: &generator))
        images.append((pixel / 255 - 0.5) / 0.25)
      }
    }
    return Batch(images: images, shape: shape, labels: labels)
  }

  private static func graph() throws -> FloatGraph {
    let builder = GraphBuilder<FloatOp>(name: "stripes")
    let stem = try builder.input(shape).convolution("stem", 8, kernel: 3).batchNorm("stem.bn")
      .activation(.relu6)
    let x = try stem.depthwise("depthwise", kernel: 3).batchNorm("depthwise.bn")
      .activation(.relu6)
      .convolution("project", 8, kernel: 1).batchNorm("project.bn").add(stem, named: "sum")
      .convolution("expand", 12, kernel: 1).batchNorm("expand.bn").activation(.relu6)
      .globalAveragePool()
    return builder.graph(output: try x.dense("classifier", 4))
  }

  private static func train(
    _ network: Network, _ weights: Weights, steps: Int, rate: Double, seed: UInt64
  ) -> Weights {
    let recipe = Recipe(
      method: .standardAdamW, peakLearningRate: rate, warmUpSteps: 5, totalSteps: steps)
    let store = ParameterStore(weights)
    var optimizer = Optimizer(recipe.method, weightDecay: 0, for: store)
    for step in 0..<steps {
      store.clearGradients()
      let batch = batch(64, seed: seed &* 1000 &+ UInt64(step))
      _ = engine.supervisedStep(network, store, on: batch, smoothing: 0)
      optimizer.update(store, learningRate: recipe.learningRate(at: step), step: step)
    }
    return store.weights
  }

  /// The mean cross-entropy of an integer network.
  private static func loss(_ graph: IntegerGraph, on batch: Batch) -> Double {
    let runner = ReferenceRunner(graph)
    let (size, type) = (batch.shape.count, graph.outputValue)
    let logits = (0..<batch.count).flatMap { image in
      runner.run(graph.inputValue.stored(batch.images[image * size..<(image + 1) * size]))
    }
    return loss(logits.map { Double(Int32($0) - type.zeroPoint) * type.scale }, batch.labels)
  }

  private static func loss(_ logits: [Double], _ labels: [Int]) -> Double {
    let classes = logits.count / labels.count
    return labels.enumerated().reduce(0) { sum, image in
      let row = logits[image.offset * classes..<(image.offset + 1) * classes]
      let all = row.reduce(0) { $0 + exp($1) }
      return sum + (log(all) - row[row.startIndex + image.element]) / Double(labels.count)
    }
  }

  private struct Trained {
    let graph: FloatGraph
    let weights: Weights
    let calibration = [batch(64, seed: 90)]

    init() throws {
      graph = try RetrainingEngineTests.graph()
      var networks = SmallNetworks(seed: 1)
      weights = train(Network(graph), networks.weights(for: graph), steps: 80, rate: 0.01, seed: 1)
    }

    func values(
      _ graph: FloatGraph, _ weights: Weights, _ nodes: [Int], _ batch: Batch
    ) -> [[Float]] {
      engine.values(of: nodes, in: Network(graph), ParameterStore(weights), on: batch)
    }

    func retrainable(
      _ phase: RetrainableNetwork.Phase, _ bits: BitAssignment
    ) throws -> RetrainableNetwork {
      try RetrainableNetwork(
        graph, weights, phase: phase, bits: bits, calibratedOn: calibration,
        mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25], values: values)
    }
  }

  @Test func `Retraining at 4 and 2 bits gains on post-training quantization`() throws {
    let trained = try Trained()
    let test = Self.batch(64, seed: 91)
    let network = QuantizableGraph(trained.graph)
    for (precision, rule) in [
      (.bits4, .perLayer), (.bits2, .perChannel), (.bits2, .perLayer),
    ] as [(Precision, SchemeRule)] {
      let scheme = rule.scheme(weights: precision, output: precision)
      let bits = network.uniform(precision, scheme: scheme)
      let before = try quantize(
        trained.graph, trained.weights, calibratedOn: trained.calibration,
        mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25], bits: bits, values: trained.values)
      let first = try trained.retrainable(.normalized, bits)
      var weights = Self.train(first.network, first.weights, steps: 30, rate: 0.003, seed: 2)
      let statistics = Self.engine.statistics(
        of: first.network, ParameterStore(weights), over: trained.calibration)
      for name in statistics.names { weights[name] = statistics[name] }
      let folded = try first.folded(weights)
      let last = Self.train(folded.network, folded.weights, steps: 30, rate: 0.003, seed: 3)
      let after = try folded.integerGraph(last)
      let fakes = Self.engine.logits(of: folded.network, ParameterStore(last), on: test)
      let losses = [Self.loss(before, on: test), Self.loss(after, on: test)]
      #expect(losses[1] < 0.8 * losses[0], "\(precision) \(scheme): \(losses)")
      let trainedLoss = Self.loss(fakes.map(Double.init), test.labels)
      #expect(abs(losses[1] - trainedLoss) < 0.05 * trainedLoss)

      let agreement = try folded.agreement(
        last, with: after, on: test,
        values: { Self.engine.values(of: $2, in: $0, ParameterStore($1), on: $3) },
        integerValue: ReferenceRunner(after).value)
      for layer in agreement { #expect(layer.holds, "\(layer)") }
    }
  }
}
