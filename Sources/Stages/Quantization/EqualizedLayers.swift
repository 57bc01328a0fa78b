package import Graphs
import Planning
package import Tensors

/// The weights of the same function with like ranges in consecutive layers, channel by channel.
///
/// Where nothing but ReLU, pooling and flattening lies between two layers, a channel of the first is
/// divided by `s = √(r₁ / r₂)` and what reads it in the second multiplied by `s`, r the largest
/// weight of the channel in each (arXiv 1906.04721, equations 6 to 11); pairs are visited until no s
/// is far from 1. ReLU6 and h-swish do not commute with a factor, so they end a chain.
/// - Parameters:
///   - graph: without batch norms.
///   - weights: all that the network needs, finite.
package func equalizingLayers(_ graph: FloatGraph, _ weights: Weights) -> Weights {
  let pairs = graph.equalizablePairs
  var weights = weights
  for _ in 0..<20 {
    let change = pairs.reduce(0) { max($0, weights.equalize($1)) }
    if change < 1e-3 { break }
  }
  return weights
}

/// Two layers of which the second reads the first through functions that commute with a factor.
private struct EqualizablePair {
  var first: Node<FloatOp>
  var second: Node<FloatOp>
  /// The channels of the first.
  var channels: Int
  /// The channels that the second reads: as many, or those of the flattened map.
  var inputs: Int

  /// The channel that each weight of the second layer multiplies, by its position.
  ///
  /// Channels are innermost in a flattened map.
  func channel(at position: Int, perOutput: Int) -> Int {
    guard case .convolution(let op) = second.op else { return position % perOutput % channels }
    let group = position / perOutput / (op.outputChannels / op.groups)
    let first = group * (inputs / op.groups)
    return (first + position % perOutput / op.window.kernel.area) % channels
  }
}

extension Graph where Op == FloatOp {
  /// The pairs in the order of the first layer.
  fileprivate var equalizablePairs: [EqualizablePair] {
    let consumers = consumers
    return nodes.indices.compactMap { index in
      guard nodes[index].op.hasWeight else { return nil }
      var last = index
      repeat {
        guard last != output, consumers[last].count == 1 else { return nil }
        last = consumers[last][0]
      } while nodes[last].op.commutesWithFactors
      guard nodes[last].op.hasWeight else { return nil }
      return EqualizablePair(
        first: nodes[index], second: nodes[last], channels: nodes[index].value.channels,
        inputs: nodes[nodes[last].inputs[0]].value.channels)
    }
  }
}

extension FloatOp {
  /// Whether `f(s·x) = s·f(x)` for every channel and every s above 0.
  fileprivate var commutesWithFactors: Bool {
    switch self {
    case .pool, .globalAveragePool, .flatten: true
    case .activation(let function): function.isHomogeneous
    case .input, .convolution, .dense, .batchNorm, .add, .multiply, .concat, .softmax: false
    }
  }
}

extension Weights {
  /// Scales one pair; channels without weights on a side stay as they are.
  ///
  /// - Returns: by how much the factor of a channel, or its inverse, exceeds 1 at the most.
  fileprivate mutating func equalize(_ pair: EqualizablePair) -> Double {
    let names = [pair.first, pair.second].map {
      Parameter(node: $0.name, role: .weight, shape: []).name
    }
    guard var first = self[names[0]], var second = self[names[1]] else { return 0 }
    let perOutput = first.values.count / pair.channels
    let perReader = second.values.count / pair.second.value.channels
    var (written, read) = (
      [Double](repeating: 0, count: pair.channels), [Double](repeating: 0, count: pair.channels)
    )
    for (position, value) in first.values.enumerated() {
      let channel = position / perOutput
      written[channel] = max(written[channel], abs(Double(value)))
    }
    for (position, value) in second.values.enumerated() {
      let channel = pair.channel(at: position, perOutput: perReader)
      read[channel] = max(read[channel], abs(Double(value)))
    }
    let factors = zip(written, read).map { written, read in
      written > 0 && read > 0 ? (written / read).squareRoot() : 1
    }
    for position in first.values.indices {
      let value = Double(first.values[position])
      first.values[position] = Float(value / factors[position / perOutput])
    }
    for position in second.values.indices {
      let factor = factors[pair.channel(at: position, perOutput: perReader)]
      second.values[position] = Float(Double(second.values[position]) * factor)
    }
    let bias = Parameter(node: pair.first.name, role: .bias, shape: []).name
    if var biases = self[bias] {
      for channel in factors.indices {
        biases.values[channel] = Float(Double(biases.values[channel]) / factors[channel])
      }
      self[bias] = biases
    }
    self[names[0]] = first
    self[names[1]] = second
    return factors.reduce(0) { max($0, max($1, 1 / $1) - 1) }
  }
}
