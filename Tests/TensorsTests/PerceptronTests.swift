import Randomness
import Testing

@testable import Tensors

struct PerceptronTests {
  private static let sets = (Int32(0)...2).filter { DenseKernels(instructionSet: $0) != nil }

  @Test(
    "A perceptron gives the results of its plain sums on every instruction set", arguments: sets)
  func results(set: Int32) throws {
    let kernels = try #require(DenseKernels(instructionSet: set))
    var generator = SeededGenerator(seed: 1)
    for (width, layers, count) in [(5, 1, 1), (83, 3, 7), (160, 2, 13)] {
      var weights = Perceptron.drawn(
        inputs: 20, width: width, hiddenLayers: layers, base: 0.5, using: &generator)
      if layers > 1 {
        weights[Perceptron.additiveName] = Tensor(
          shape: [20], values: (0..<20).map { Float($0) / 10 })
      }
      let perceptron = try #require(Perceptron(weights, kernels: kernels))
      let rows = drawnRows(count, features: 20, using: &generator)
      let found = perceptron(OneHotRows(rows))
      #expect(found.count == count)
      for (row, result) in zip(rows, found) {
        #expect(abs(result - plain(weights, row)) < 1e-5, "width \(width)")
      }
    }
  }

  @Test("Gradients are finite differences of the mean squared error", arguments: sets)
  func gradients(set: Int32) throws {
    let kernels = try #require(DenseKernels(instructionSet: set))
    var generator = SeededGenerator(seed: 2)
    let weights = Perceptron.drawn(
      inputs: 12, width: 7, hiddenLayers: 3, base: 0.2, using: &generator)
    let training = try #require(PerceptronTraining(weights, kernels: kernels))
    let rows = drawnRows(9, features: 12, using: &generator)
    let targets = rows.map { _ in Float.random(in: 0..<1, using: &generator) }
    let gradients = training.gradients(OneHotRows(rows), targets).0.weights

    func loss(_ weights: Weights) -> Double {
      zip(rows, targets).reduce(0.0) { sum, sample in
        let error = Double(plain(weights, sample.0) - sample.1)
        return sum + error * error / Double(rows.count)
      }
    }
    for name in weights.names where name != "base" {
      let tensor = try #require(weights[name])
      for index in stride(from: 0, to: tensor.values.count, by: 3) {
        let step: Float = 0.01
        let losses = [step, -step].map { step in
          var moved = weights
          moved[name]?.values[index] += step
          return loss(moved)
        }
        let expected = (losses[0] - losses[1]) / Double(2 * step)
        let found = Double(try #require(gradients[name]).values[index])
        #expect(abs(found - expected) < 2e-3, "\(name) \(index)")
      }
    }
  }

  @Test("Training lessens the error, and padding stays zero")
  func training() throws {
    var generator = SeededGenerator(seed: 3)
    let weights = Perceptron.drawn(
      inputs: 12, width: 16, hiddenLayers: 2, base: 0.5, using: &generator)
    var training = try #require(PerceptronTraining(weights))
    let rows = drawnRows(20, features: 12, using: &generator)
    let targets = rows.map { 0.3 + 0.02 * Float($0.reduce(0, +)) }
    let method = PerceptronTraining.Method(learningRate: 1e-3, weightDecay: 1e-4)
    let first = training.step(OneHotRows(rows), towards: targets, method)
    var last = first
    for _ in 0..<100 { last = training.step(OneHotRows(rows), towards: targets, method) }
    #expect(last < 0.1 * first, "\(first) to \(last)")
    let trained = try #require(Perceptron(training.weights))
    for (result, row) in zip(trained(OneHotRows(rows)), rows) {
      #expect(abs(result - plain(training.weights, row)) < 1e-5)
    }
  }

  @Test("Tensors that are not those of a perceptron are refused")
  func refused() {
    var generator = SeededGenerator(seed: 4)
    let weights = Perceptron.drawn(
      inputs: 4, width: 3, hiddenLayers: 2, base: 0, using: &generator)
    #expect(Perceptron(weights) != nil)
    for name in weights.names {
      var other = weights
      other[name] = nil
      #expect(Perceptron(other) == nil, "without \(name)")
      other[name] = Tensor(shape: [2, 5], repeating: 0)
      #expect(Perceptron(other) == nil, "\(name) of another shape")
    }
  }

  private func drawnRows(
    _ count: Int, features: Int, using generator: inout SeededGenerator
  ) -> [[Int]] {
    (0..<count).map { _ in
      (0..<features).filter { _ in Bool.random(using: &generator) }
    }
  }

  /// The slow twin.
  private func plain(_ weights: Weights, _ ones: [Int]) -> Float {
    func tensor(_ name: String) -> Tensor { weights[name] ?? Tensor(shape: [0], values: []) }
    var x: [Float] = []
    var layer = 0
    while weights["layers.\(layer).bias"] != nil {
      let weight = tensor("layers.\(layer).weight")
      let inputs = weight.shape[1]
      let bias = tensor("layers.\(layer).bias").values
      x = bias.indices.map { unit in
        let row = Array(weight.values[unit * inputs..<(unit + 1) * inputs])
        let sum =
          layer == 0 ? ones.reduce(0) { $0 + row[$1] } : zip(row, x).reduce(0) { $0 + $1.0 * $1.1 }
        return max(0, sum + bias[unit])
      }
      layer += 1
    }
    let last = tensor("layers.\(layer).weight").values
    let sum = tensor(Perceptron.additiveName).values
    let base = ones.reduce(tensor("base").values[0]) { $0 + (sum.isEmpty ? 0 : sum[$1]) }
    return zip(last, x).reduce(base) { $0 + $1.0 * $1.1 }
  }
}
