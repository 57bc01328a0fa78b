import Graphs

/// Rounds the biases of a view to the scale of the sums of its layer.
struct BiasRounding {
  private let quantization: BiasQuantization
  private let isPerOutput: Bool

  /// - Parameter count: of the biases; stops where the store has too few steps.
  init(_ quantization: BiasQuantization, count: Int, in store: ParameterStore) {
    self.quantization = quantization
    let steps = store.shape(of: quantization.steps)
    isPerOutput = quantization.ratios == nil && steps != [1]
    require(
      steps.count == 1 && (isPerOutput ? steps[0] >= count : steps == [1]),
      "'\(quantization.steps)' is stored as \(steps) for \(count) outputs")
  }

  /// Rounds contiguous biases where they are.
  func round(_ biases: UnsafeMutableBufferPointer<Float>, from store: ParameterStore) {
    let steps = store.values(of: quantization.steps)
    let ratios = quantization.ratios.map { store.values(of: $0) }
    let input = quantization.input.step(
      clip: quantization.clip.flatMap { store.values(of: $0).first })
    for output in biases.indices {
      let step = steps[isPerOutput ? output : 0] * (ratios.map { $0[output] } ?? 1)
      biases[output] = BiasQuantization.value(of: biases[output], step: step * input)
    }
  }
}
