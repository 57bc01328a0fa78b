import Graphs
import Tensors
import Testing

/// Biases that are rounded where they are read.
struct BiasRoundingTests {
  private static let input = FakeQuantizer(.bits2, .unsigned)

  /// A dense layer whose sums have the steps 0.05, 0.1 and 0.25, in one of three ways.
  private static func weights(ratios: [Float]?, steps: [Float]) -> Weights {
    var weights = Weights()
    weights["head.weight"] = Tensor(shape: [3, 2], values: [1, 2, -1, 0.5, 0, 1])
    weights["head.bias"] = Tensor(shape: [3], values: [0.31, -0.05, 7])
    weights["head.step"] = Tensor(shape: [steps.count], values: steps)
    weights["head.ratio"] = ratios.map { Tensor(shape: [3], values: $0) }
    weights["image.clip"] = Tensor(shape: [1], values: [1.5])
    return weights
  }

  private static func view(hasRatios: Bool) -> ParameterView {
    let biases = BiasQuantization(
      steps: "head.step", ratios: hasRatios ? "head.ratio" : nil, input: input,
      clip: "image.clip")
    return ParameterView(source: "head.bias", shape: [3], biasQuantization: biases)
  }

  @Test("Biases are whole steps of the sum, by output, by layer and by ratios")
  func rounding() {
    func expect(_ expected: [Float], _ steps: [Float], ratios: [Float]? = nil) {
      let store = ParameterStore(Self.weights(ratios: ratios, steps: steps))
      let values = store.tensor(Self.view(hasRatios: ratios != nil)).values
      #expect(zip(values, expected).allSatisfy { abs($0 - $1) < 1e-6 }, "\(values)")
    }
    expect([0.3, -0.1, 7], [0.1, 0.2, 0.5])
    expect([0.3, -0.1, 7], [0.1], ratios: [1, -2, 5])
    expect([0.25, 0, 7], [0.5])
    // Weights of 0 leave a bias as it is, and so do sums much finer than it.
    expect([0.31, -0.05, 7], [0])
    expect([0.31, -0.05, 7], [1e-20])
  }

  @Test("The gradient of a bias passes straight through")
  func gradients() throws {
    let builder = GraphBuilder<FloatOp>(name: "head")
    let graph = builder.graph(
      output: try builder.input(Shape(features: 2)).dense("head", 3))
    var views = ParameterViews()
    views.set("head.bias", to: Self.view(hasRatios: false))
    let batch = Batch(images: [1, 2, -1, 0.5], shape: graph.inputValue, labels: [0, 2])
    let weights = Self.weights(ratios: nil, steps: [0.1, 0.2, 0.5])
    var rounded = weights
    rounded["head.bias"] = ParameterStore(weights).tensor(Self.view(hasRatios: false))
    let engine = Engine(threads: 1, backend: .portable)
    let stores = [weights, rounded].map(ParameterStore.init)
    for (store, network) in zip(stores, [Network(graph, views: views), Network(graph)]) {
      _ = engine.train(network, store, on: batch, towards: [1, 0, 0, 0, 0, 1])
    }
    for name in weights.names {
      #expect(Array(stores[0].gradients(of: name)) == Array(stores[1].gradients(of: name)))
    }
    #expect(stores[0].gradients(of: "head.bias").contains { $0 != 0 })
  }
}
