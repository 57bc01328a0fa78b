import Foundation
import Graphs
import Tensors
import Testing
import Training

struct ExplainedVarianceTests {
  private static let targets: [[Float]] = [[1, 10], [3, 10], [5, 16]]

  private static func explained(_ outputs: [[Float]]) -> ExplainedVariance {
    var explained = ExplainedVariance()
    for (output, target) in zip(outputs, targets) {
      explained.add(outputs: output, targets: target)
    }
    return explained
  }

  @Test func `outputs without error explain all, the means of the targets nothing`() {
    #expect(Self.explained(Self.targets).share == 1)
    let means = Self.explained([[Float]](repeating: [3, 12], count: 3))
    #expect(abs(means.share) < 1e-12)
    #expect(Self.explained([[Float]](repeating: [0, 0], count: 3)).share == 0)
    #expect(ExplainedVariance().share == 0)
  }

  @Test func `the share is one less the error over the variance`() {
    // The variance is 4 + 0 + 4 and 4 + 4 + 16, the error 1 + 4 + 3.
    let outputs: [[Float]] = [[2, 10], [3, 12], [5, 16 + Float(3).squareRoot()]]
    let explained = Self.explained(outputs)
    #expect(abs(explained.share - (1 - 8.0 / 32)) < 1e-6)
    #expect(abs(explained.meanSquaredError - 8.0 / 6) < 1e-6)
    #expect(explained.inputs == 3)
  }

  @Test func `targets that never change are explained by no error alone`() {
    var same = ExplainedVariance()
    for _ in 0..<2 { same.add(outputs: [2] as [Float], targets: [2] as [Float]) }
    #expect(same.share == 1)
    same.add(outputs: [3] as [Float], targets: [2] as [Float])
    #expect(same.share == 0)
  }

  @Test func `an engine scores plain values by what they explain of its inputs`() throws {
    let builder = GraphBuilder<FloatOp>(name: "copy")
    let input = try builder.input(Shape(features: 2))
    let graph = builder.graph(output: try input.dense("copy", 2))
    var weights = Weights()
    weights["copy.weight"] = Tensor(shape: [2, 2], values: [1, 0, 0, 1])
    weights["copy.bias"] = Tensor(shape: [2], values: [0, 0])
    let batch = Batch(
      images: [1, 2, 3, 5, 8, 13], shape: Shape(features: 2), labels: [0, 0, 0])
    let engine = Engine(threads: 1)
    func score(_ weights: Weights) -> Double {
      engine.score(of: Network(graph), ParameterStore(weights), on: [batch], for: .values)
    }
    #expect(score(weights) > 0.9999)
    weights["copy.weight"]?.values = [1, 0, 0, 0]
    #expect(score(weights) < 0.5)
    #expect(NetworkTask.values.score == .explainedVariance)
  }
}
