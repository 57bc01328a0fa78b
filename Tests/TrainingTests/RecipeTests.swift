import Tensors
import Testing
import Training

struct RecipeTests {
  @Test func `The learning rate rises in the warm-up and falls along a cosine`() {
    let recipe = Recipe(peakLearningRate: 0.8, warmUpSteps: 4, totalSteps: 12)
    let rates = (0..<12).map(recipe.learningRate)
    #expect(rates.prefix(5) == [0.2, 0.4, 0.6000000000000001, 0.8, 0.8])
    #expect(abs(rates[8] - 0.4) < 1e-15)
    #expect(zip(rates[4...], rates[5...]).allSatisfy { $0 > $1 })
    #expect(abs(recipe.learningRate(at: 12)) < 1e-15)
    #expect(Recipe(peakLearningRate: 1, totalSteps: 5).learningRate(at: 0) == 1)
  }

  @Test("The learning rate stays at its peak until it drops, where drops are named")
  func drops() {
    let drops = [Recipe.Drop(step: 5, factor: 0.5), Recipe.Drop(step: 8, factor: 0.1)]
    let recipe = Recipe(peakLearningRate: 2, totalSteps: 10, drops: drops)
    #expect((0..<10).map(recipe.learningRate(at:)) == [2, 2, 2, 2, 2, 1, 1, 1, 0.2, 0.2])
    let second = drops.map { Recipe.Drop(step: $0.step - 6, factor: $0.factor) }
    let later = Recipe(peakLearningRate: 2, totalSteps: 4, drops: second)
    #expect((0..<4).map(later.learningRate(at:)) == [1, 1, 0.2, 0.2])
  }

  @Test func `Smoothed labels give the cross-entropy of PyTorch`() {
    let targets = Targets.smoothed([0, 2], classes: 3, by: 0.1)
    let low: Float = 0.1 / 3
    #expect(Array(targets.prefix(3)) == [0.9 + low, low, low])
    let log = [
      [-0.349_012_0, -1.349_012_0, -3.349_012_0], [-90.201_413_3, -0.201_413_3, -1.701_413_3],
    ]
    let losses = (0..<2).map { image in
      (0..<3).reduce(0.0) { $0 - Double(targets[image * 3 + $1]) * log[image][$1] }
    }
    #expect(abs(losses[0] - 0.482_345_46) < 1e-6)
    #expect(abs(losses[1] - 4.601_413_73) < 1e-5)
  }

  @Test func `Softmax is that of PyTorch and stands large results`() {
    let found = Targets.softmax([2, 1, -1, 0, 90, 88.5], classes: 3)
    let expected: [Float] = [
      0.705_384_55, 0.259_496_48, 0.035_119_027, 0, 0.817_574_44, 0.182_425_51,
    ]
    for (found, expected) in zip(found, expected) { #expect(abs(found - expected) < 1e-6) }
    #expect(Targets.mixed([1, 0], [0.5, 0.5], share: 0.5) == [0.75, 0.25])
  }

  @Test func `The average forgets its first values soon and keeps constant ones exactly`() {
    var weights = Weights()
    weights["w"] = Tensor(shape: [2], values: [0, 0.1])
    let store = ParameterStore(weights)
    var average = WeightAverage(of: weights, decay: 0.25)
    store.values(of: "w")[0] = 1
    // Kept: 1/10, 2/11, then 1/4 at the most.
    var expected = 0.0
    for (step, kept) in [0.1, 2.0 / 11, 0.25, 0.25].enumerated() {
      average.update(from: store, step: step)
      expected = kept * expected + 1 - kept
      #expect(abs(Double(average.weights["w"]?.values[0] ?? 0) - expected) < 1e-6)
    }
    #expect(average.weights["w"]?.values[1] == 0.1)
  }
}
