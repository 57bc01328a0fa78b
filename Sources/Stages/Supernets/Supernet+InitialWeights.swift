import Architectures
import Foundation
package import Graphs
import Randomness
package import Tensors

extension Supernet {
  /// The first weights: those of the largest network, then the kernel transforms.
  ///
  /// Convolutions are drawn from a normal distribution of the variance 2 / (kernel area · outputs)
  /// (arXiv 1502.01852, fan-out), the classifier uniformly up to ±1 / √inputs. Biases are 0, batch
  /// norms and transforms the identity. Groups do not divide the outputs, as in PyTorch: depthwise
  /// kernels that begin small move fast behind their batch norm. In a short training this, and
  /// batch norms that end residual blocks with 1 rather than 0, gave the better networks.
  package func initialWeights(seed: UInt64) throws -> Weights {
    var weights = Self.initialWeights(of: largest.graph, seed: seed)
    for step in allTransforms {
      let area = step.side * step.side
      weights[step.matrix] = Tensor(
        shape: [area, area], values: (0..<area * area).map { $0 % (area + 1) == 0 ? 1 : 0 })
    }
    return weights
  }

  /// The first weights of a network that is trained alone, drawn by the same rules.
  package static func initialWeights(of graph: FloatGraph, seed: UInt64) -> Weights {
    var draws = Draws(seed: seed)
    var weights = Weights()
    for parameter in graph.parameters {
      weights[parameter.name] = Tensor(
        shape: parameter.shape, values: values(of: parameter, &draws))
    }
    return weights
  }

  private static func values(of parameter: Parameter, _ draws: inout Draws) -> [Float] {
    let shape = parameter.shape
    switch parameter.role {
    case .weight where shape.count == 4:
      let fanOut = Double(shape[0] * shape[2] * shape[3])
      return draws.normal(parameter.count, deviation: (2 / fanOut).squareRoot())
    case .weight where shape.count == 2:
      return draws.uniform(parameter.count, bound: 1 / Double(shape[1]).squareRoot())
    case .weight, .runningVariance, .clip, .step, .ratio:
      return [Float](repeating: 1, count: parameter.count)
    case .bias, .runningMean:
      return [Float](repeating: 0, count: parameter.count)
    }
  }
}

/// Random values in the order in which they are drawn.
private struct Draws {
  private var generator: SeededGenerator

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
  }

  /// Values up to ±`bound`.
  mutating func uniform(_ count: Int, bound: Double) -> [Float] {
    (0..<count).map { _ in Float(Double.random(in: -bound..<bound, using: &generator)) }
  }

  /// Values around 0 (Box–Muller, the cosine alone).
  mutating func normal(_ count: Int, deviation: Double) -> [Float] {
    (0..<count).map { _ in
      // 1 minus a number below 1, as the logarithm of 0 is infinite.
      let radius = (-2 * log(1 - Double.random(in: 0..<1, using: &generator))).squareRoot()
      let angle = 2 * Double.pi * Double.random(in: 0..<1, using: &generator)
      return Float(deviation * radius * cos(angle))
    }
  }
}
