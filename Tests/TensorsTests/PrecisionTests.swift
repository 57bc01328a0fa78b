import Graphs
import Testing

@testable import Tensors

/// Training with values in 16 bits against training in single precision, where this processor can.
@Suite(
  .enabled(
    if: Engine.Backend.standard.precisions.contains(.bfloat16),
    "this processor does not compute with bfloat16"))
struct PrecisionTests {
  @Test("Loss and gradients in 16 bits are close to those in single precision")
  func mobile() throws { try expectCloseness(TestNetwork.mobile.graph()) }

  @Test("Operations without a kernel in 16 bits are converted")
  func conversion() throws {
    let network = TestNetwork("joined", image: Shape(height: 6, width: 6, channels: 3)) {
      let stem = try $0.convolution("stem", 8, kernel: 3).batchNorm("stem.bn").activation(.relu)
      let left = try stem.convolution("left", 12, kernel: 1).batchNorm("left.bn")
      let right = try stem.depthwise("right", kernel: 3).batchNorm("right.bn")
      let joined = try left.concat(right).pool(.maximum, kernel: 2, stride: 2)
      return try joined.multiply(joined).flatten().dense("head", 5)
    }
    try expectCloseness(network.graph())
  }

  @Test("Results in 16 bits do not depend on the number of threads")
  func threads() throws {
    let graph = try TestNetwork.mobile.graph()
    let (one, three) = (gradients(of: graph, .bfloat16, 1), gradients(of: graph, .bfloat16, 3))
    #expect(one.loss == three.loss)
    #expect(one.gradients == three.gradients)
  }

  @Test("Inference does not depend on the precision of training")
  func inference() throws {
    let graph = try TestNetwork.mobile.graph()
    var draw = Draw(seed: 5)
    let (batch, weights) = (draw.batch(40, of: graph.inputValue), draw.weights(graph.parameters))
    let logits = Engine.Precision.allCases.map {
      Engine(threads: 1, precision: $0)
        .logits(of: Network(graph), ParameterStore(weights), on: batch)
    }
    #expect(logits[0] == logits[1])
  }

  @Test("bfloat16 rounds to the nearest, ties to even")
  func rounding() {
    let pairs: [(Float, Float)] = [
      (1, 1), (1.001953125, 1), (1.00390625, 1), (1.01171875, 1.015625), (1.005859375, 1.0078125),
      (-3.14159, -3.140625), (0, 0),
    ]
    for (value, rounded) in pairs {
      #expect(Float(bfloat16: UInt16(bfloat16: value)) == rounded)
    }
  }

  @Test("Quantized networks in 16 bits are close to those in single precision")
  func quantized() throws {
    let quantized = try QuantizedNetwork(channels: 20)
    var draw = Draw(seed: 3)
    let weights = quantized.weights(&draw)
    // A value that is rounded to 16 bits may fall to the other side of a step's middle.
    expectCloseness(
      gradients(of: quantized.network, weights, .bfloat16, 1),
      gradients(of: quantized.network, weights, .float32, 1), cosine: 0.97)
  }

  private func expectCloseness(_ graph: FloatGraph) throws {
    expectCloseness(gradients(of: graph, .bfloat16, 1), gradients(of: graph, .float32, 1))
  }

  private func expectCloseness(
    _ half: (loss: Float, gradients: [Float]), _ single: (loss: Float, gradients: [Float]),
    cosine least: Float = 0.99
  ) {
    #expect(abs(half.loss - single.loss) < 0.02 * single.loss)
    func product(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    let (a, b) = (half.gradients, single.gradients)
    let cosine = product(a, b) / (product(a, a) * product(b, b)).squareRoot()
    #expect(cosine > least, "the gradients point in other directions: cosine \(cosine)")
    #expect(a != b, "nothing was rounded")
  }

  private func gradients(of graph: FloatGraph, _ precision: Engine.Precision, _ threads: Int)
    -> (loss: Float, gradients: [Float])
  {
    var draw = Draw(seed: 3)
    return gradients(of: Network(graph), draw.weights(graph.parameters), precision, threads)
  }

  private func gradients(
    of network: Network, _ weights: Weights, _ precision: Engine.Precision, _ threads: Int
  ) -> (loss: Float, gradients: [Float]) {
    var draw = Draw(seed: 4)
    let batch = draw.batch(70, of: network.graph.inputValue)
    let targets = draw.targets(70, classes: network.graph.outputValue.count)
    let store = ParameterStore(weights)
    let outcome = Engine(threads: threads, precision: precision)
      .train(network, store, on: batch, towards: targets)
    return (outcome.loss, store.names.flatMap { Array(store.gradients(of: $0)) })
  }
}
