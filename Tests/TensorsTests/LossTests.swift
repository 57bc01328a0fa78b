import Graphs
import Tensors
import Testing

/// What training makes small beside the cross-entropy.
struct LossTests {
  private static let network = TestNetwork("values", image: Shape(features: 6)) {
    try $0.dense("middle", 4).activation(.relu).dense("head", 6)
  }

  @Test(arguments: Engine.Backend.allCases)
  func `the squared error is the mean over all values`(backend: Engine.Backend) throws {
    let graph = try Self.network.graph()
    var draw = Draw(seed: 5)
    let store = ParameterStore(draw.weights(graph.parameters))
    let batch = draw.batch(70, of: graph.inputValue)
    let outcome = Engine(threads: 2, backend: backend).train(
      Network(graph), store, on: batch, towards: batch.images, loss: .squaredError)
    let errors = zip(outcome.logits, batch.images).map { Double($0 - $1) * Double($0 - $1) }
    let mean = errors.reduce(0, +) / Double(errors.count)
    #expect(abs(Double(outcome.loss) - mean) < 1e-5 * mean)
  }

  @Test(arguments: Engine.Backend.allCases)
  func `its gradient is that of differences`(backend: Engine.Backend) throws {
    let graph = try Self.network.graph()
    var draw = Draw(seed: 6)
    let weights = draw.weights(graph.parameters)
    let batch = draw.batch(40, of: graph.inputValue)
    let engine = Engine(threads: 1, backend: backend)
    func loss(_ weights: Weights) -> Double {
      let outputs = engine.logits(of: Network(graph), ParameterStore(weights), on: batch)
      return zip(outputs, batch.images).reduce(0) { $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1) }
        / Double(outputs.count)
    }
    let store = ParameterStore(weights)
    _ = engine.train(
      Network(graph), store, on: batch, towards: batch.images, loss: .squaredError)
    for name in ["head.weight", "head.bias", "middle.weight"] {
      let gradient = Array(store.gradients(of: name))
      let place = gradient.indices.max { gradient[$0].magnitude < gradient[$1].magnitude } ?? 0
      let step: Float = 1e-2
      var (higher, lower) = (weights, weights)
      higher[name]?.values[place] += step
      lower[name]?.values[place] -= step
      let slope = (loss(higher) - loss(lower)) / Double(2 * step)
      #expect(abs(slope - Double(gradient[place])) < 0.02 * abs(slope), "\(name)")
    }
  }
}
