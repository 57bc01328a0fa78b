import Tensors
import Testing
import Training

/// A store of one matrix, one vector, a transform and running statistics.
private func store() -> ParameterStore {
  var weights = Weights()
  weights["a.weight"] = Tensor(shape: [2, 2], values: [0.5, -1.25, 2, 0.125])
  weights["a.bias"] = Tensor(shape: [2], values: [0.75, -0.5])
  weights["a.running_mean"] = Tensor(shape: [1], values: [4])
  return ParameterStore(weights)
}

/// Sets the gradients of ½(w − 1)² and of ³⁄₂(b + ¼)², and one of the statistics that must not act.
private func setGradients(of store: ParameterStore) {
  let (weight, bias) = (store.values(of: "a.weight"), store.values(of: "a.bias"))
  for index in weight.indices { store.gradients(of: "a.weight")[index] = weight[index] - 1 }
  for index in bias.indices { store.gradients(of: "a.bias")[index] = 3 * (bias[index] + 0.25) }
  store.gradients(of: "a.running_mean")[0] = 1
}

struct OptimizerTests {
  /// Three steps at the rate 0.05 with decay 0.1 of the matrix, computed by PyTorch 2.x.
  private struct Reference: Sendable {
    var method: Recipe.Method
    var weight: [Float]
    var bias: [Float]
  }

  private static let references = [
    Reference(
      method: .sgd(momentum: 0.9, isNesterov: false),
      weight: [0.620_353_04, -0.614_803_3, 1.679_058_4, 0.355_676_68],
      bias: [0.013_125_015, -0.315_781_24]),
    Reference(
      method: .standardSGD, weight: [0.664_358_2, -0.382_553_94, 1.561_711_5, 0.440_019_85],
      bias: [-0.167_569_13, -0.270_607_74]),
    Reference(
      method: .standardAdamW, weight: [0.641_055_46, -1.082_228_8, 1.821_290_4, 0.272_023_68],
      bias: [0.600_311_7, -0.352_435_62]),
  ]

  @Test(arguments: references)
  private func `Steps are those of PyTorch`(_ reference: Reference) {
    let store = store()
    var optimizer = Optimizer(reference.method, weightDecay: 0.1, for: store)
    for step in 0..<3 {
      setGradients(of: store)
      optimizer.update(store, learningRate: 0.05, step: step)
    }
    for (found, expected) in zip(store.values(of: "a.weight"), reference.weight) {
      #expect(abs(found - expected) < 2e-7)
    }
    for (found, expected) in zip(store.values(of: "a.bias"), reference.bias) {
      #expect(abs(found - expected) < 2e-7)
    }
    #expect(store.values(of: "a.running_mean")[0] == 4)
  }

  @Test func `Weight decay leaves vectors and the given names alone`() {
    let store = store()
    let before = store.weights
    var spared = Optimizer(
      .standardSGD, weightDecay: 0.1, for: store, undecayed: ["a.weight"])
    spared.update(store, learningRate: 1, step: 0)
    #expect(store.weights == before)
    var decaying = Optimizer(.standardSGD, weightDecay: 0.1, for: store)
    decaying.update(store, learningRate: 1, step: 0)
    #expect(store.weights["a.weight"] != before["a.weight"])
    #expect(store.weights["a.bias"] == before["a.bias"])
  }

  @Test(arguments: [Recipe.Method.standardSGD, .standardAdamW])
  func `A loaded state goes on with the same bytes`(method: Recipe.Method) {
    let (first, second) = (store(), store())
    var steady = Optimizer(method, weightDecay: 0.1, for: first)
    var broken = Optimizer(method, weightDecay: 0.1, for: second)
    for step in 0..<6 {
      if step == 3 {
        let state = broken.state
        broken = Optimizer(method, weightDecay: 0.1, for: second)
        broken.load(state)
      }
      setGradients(of: first)
      setGradients(of: second)
      steady.update(first, learningRate: 0.1, step: step)
      broken.update(second, learningRate: 0.1, step: step)
    }
    #expect(first.weights == second.weights)
    #expect(steady.state == broken.state)
    #expect(!steady.state.names.contains { $0.hasSuffix("running_mean") })
  }

  @Test func `Adam moves ranges by a share of them, without decay, and leaves ratios alone`() {
    var weights = Weights()
    weights["a.step"] = Tensor(shape: [2], values: [0.001, 0.001])
    weights["a.ratio"] = Tensor(shape: [2], values: [1, 2])
    weights["b.clip"] = Tensor(shape: [1], values: [6])
    let store = ParameterStore(weights)
    func setGradients() {
      store.gradients(of: "a.step")[0] = 5
      store.gradients(of: "a.step")[1] = -3
      store.gradients(of: "a.ratio")[0] = 1
      store.gradients(of: "b.clip")[0] = 0.2
    }
    setGradients()
    var optimizer = Optimizer(.standardAdamW, weightDecay: 0.1, for: store)
    optimizer.update(store, learningRate: 0.01, step: 0)
    // The first step of Adam is the rate whatever the gradient.
    let steps = store.values(of: "a.step")
    #expect(abs(steps[0] - 0.001 / 1.01) < 1e-8)
    #expect(abs(steps[1] - 0.001 * 1.01) < 1e-8)
    #expect(abs(store.values(of: "b.clip")[0] - 6 / 1.01) < 1e-5)
    #expect(Array(store.values(of: "a.ratio")) == [1, 2])
    #expect(!optimizer.state.names.contains { $0.hasSuffix("ratio") })
    for step in 1..<50 { optimizer.update(store, learningRate: 2, step: step) }
    #expect(steps.allSatisfy { $0 > 0 }, "a step is no longer positive")
  }
}
