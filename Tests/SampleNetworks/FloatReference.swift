package import Graphs
package import Tensors

/// Runs a network in double precision, one sum after the other: slow, and right by inspection.
package struct FloatReference {
  package let graph: TrainingGraph
  /// The values of every parameter, as its view shows them.
  private let parameters: [String: [Double]]

  package init(_ graph: FloatGraph, _ weights: Weights) {
    self.init(Network(graph), weights)
  }

  package init(_ network: Network, _ weights: Weights) {
    graph = network.graph
    var parameters: [String: [Double]] = [:]
    for parameter in graph.parameters {
      let view = network.views[parameter]
      guard var tensor = weights[view.source] else { continue }
      if let quantization = view.quantization { tensor.round(quantization, weights) }
      if let quantization = view.biasQuantization { tensor.round(quantization, weights) }
      parameters[parameter.name] = tensor.values.map(Double.init)
    }
    self.parameters = parameters
  }

  /// The values of some nodes of a network that is trained with quantizers.
  package static func values(
    _ network: Network, _ weights: Weights, _ nodes: [Int], _ batch: Batch
  ) -> [[Float]] {
    FloatReference(network, weights).values(nodes, batch)
  }

  /// The values `[N, H, W, C]` of some nodes, as `NodeValues` asks for them.
  package static func values(
    _ graph: FloatGraph, _ weights: Weights, _ nodes: [Int], _ batch: Batch
  ) -> [[Float]] {
    FloatReference(graph, weights).values(nodes, batch)
  }

  private func values(_ nodes: [Int], _ batch: Batch) -> [[Float]] {
    let size = batch.shape.count
    let images = (0..<batch.count).map { index in
      values(batch.images[index * size..<(index + 1) * size].map(Double.init))
    }
    return nodes.map { node in images.flatMap { $0[node].map(Float.init) } }
  }

  /// The value of every node for one image, `[H, W, C]` each.
  package func values(_ image: [Double]) -> [[Double]] {
    var values: [[Double]] = []
    for node in graph.nodes {
      let inputs = node.inputs.map { Map(shape: graph.nodes[$0].value, values: values[$0]) }
      switch node.op {
      case .inference(let op):
        values.append(value(of: op, named: node.name, node.value, inputs, image))
      case .dropout:
        values.append(inputs[0].values)
      case .quantizer(let op):
        let step = Double(op.step(clip: parameter(node.name, .clip).map { Float($0[0]) }))
        let (lower, upper) = (Double(op.levels.lowerBound), Double(op.levels.upperBound))
        values.append(
          inputs[0].values.map { min(max(($0 / step).rounded(), lower), upper) * step })
      }
    }
    return values
  }

  private struct Map {
    let shape: Shape
    let values: [Double]

    /// Nil outside the map.
    func at(_ y: Int, _ x: Int, _ channel: Int) -> Double? {
      if y < 0 || y >= shape.height || x < 0 || x >= shape.width { return nil }
      return values[(y * shape.width + x) * shape.channels + channel]
    }
  }

  private func parameter(_ node: String, _ role: Parameter.Role) -> [Double]? {
    parameters[Parameter(node: node, role: role, shape: []).name]
  }

  private func value(
    of op: FloatOp, named node: String, _ shape: Shape, _ inputs: [Map], _ image: [Double]
  ) -> [Double] {
    func map(_ element: (Int, Int, Int) -> Double) -> [Double] {
      (0..<shape.count).map {
        element(
          $0 / shape.channels / shape.width, $0 / shape.channels % shape.width,
          $0 % shape.channels)
      }
    }
    let weight = parameter(node, .weight) ?? []
    let bias = parameter(node, .bias)
    switch op {
    case .input:
      return image
    case .convolution(let op):
      let perGroup = inputs[0].shape.channels / op.groups
      return map { y, x, channel in
        let first = channel / (op.outputChannels / op.groups) * perGroup
        var sum = bias?[channel] ?? 0
        for (tap, position) in op.window.taps(y, x).enumerated() {
          for index in 0..<perGroup {
            guard let value = inputs[0].at(position.0, position.1, first + index) else { break }
            sum += weight[(channel * perGroup + index) * op.window.kernel.area + tap] * value
          }
        }
        return sum
      }
    case .dense:
      let count = inputs[0].shape.count
      return map { _, _, output in
        var sum = bias?[output] ?? 0
        for index in 0..<count { sum += weight[output * count + index] * inputs[0].values[index] }
        return sum
      }
    case .batchNorm(let op):
      let mean = parameter(node, .runningMean) ?? []
      let variance = parameter(node, .runningVariance) ?? []
      return map { y, x, channel in
        ((inputs[0].at(y, x, channel) ?? 0) - mean[channel])
          / (variance[channel] + Double(op.epsilon)).squareRoot() * weight[channel]
          + (bias?[channel] ?? 0)
      }
    case .activation(let function):
      return inputs[0].values.map { function($0) }
    case .add:
      return zip(inputs[0].values, inputs[1].values).map(+)
    case .multiply:
      let isPerChannel = inputs[1].shape != shape
      return map { y, x, channel in
        (inputs[0].at(y, x, channel) ?? 0)
          * (inputs[1].at(isPerChannel ? 0 : y, isPerChannel ? 0 : x, channel) ?? 0)
      }
    case .pool(let op):
      return map { y, x, channel in
        let taps = op.window.taps(y, x).compactMap { inputs[0].at($0.0, $0.1, channel) }
        switch op.kind {
        case .maximum: return taps.max() ?? 0
        case .average: return taps.reduce(0, +) / Double(taps.count)
        }
      }
    case .globalAveragePool:
      let input = inputs[0]
      return map { _, _, channel in
        stride(from: channel, to: input.shape.count, by: input.shape.channels)
          .reduce(0) { $0 + input.values[$1] } / Double(input.shape.area)
      }
    case .concat:
      return map { y, x, channel in
        var channel = channel
        for input in inputs {
          if channel < input.shape.channels { return input.at(y, x, channel) ?? 0 }
          channel -= input.shape.channels
        }
        return 0
      }
    case .flatten:
      return inputs[0].values
    case .softmax:
      let exponentials = inputs[0].values.map { exponential($0) }
      let sum = exponentials.reduce(0, +)
      return exponentials.map { $0 / sum }
    }
  }

  /// e^x by its series: precise enough for a test, and without a library.
  private func exponential(_ x: Double) -> Double {
    var (sum, term) = (1.0, 1.0)
    for index in 1..<60 {
      term *= x / Double(index)
      sum += term
    }
    return sum
  }
}

extension Window {
  /// Row and column of every tap for an output pixel.
  fileprivate func taps(_ y: Int, _ x: Int) -> [(Int, Int)] {
    (0..<kernel.area).map {
      (
        y * stride.height + $0 / kernel.width - padding.top,
        x * stride.width + $0 % kernel.width - padding.left
      )
    }
  }
}

extension Tensor {
  /// Rounds weights `[outputs, …]` to their steps, by the definition of `WeightQuantization`.
  fileprivate mutating func round(_ quantization: WeightQuantization, _ weights: Weights) {
    let perOutput = values.count / shape[0]
    for index in values.indices {
      let step = weights.step(quantization.steps, quantization.ratios, index / perOutput)
      values[index] = step * Float(quantization.code(of: values[index], step: step))
    }
  }

  /// Rounds biases to the scale of the sums, by the definition of `BiasQuantization`.
  fileprivate mutating func round(_ quantization: BiasQuantization, _ weights: Weights) {
    let input = quantization.input.step(
      clip: quantization.clip.flatMap { weights[$0]?.values.first })
    for output in values.indices {
      let step = weights.step(quantization.steps, quantization.ratios, output) * input
      values[output] = BiasQuantization.value(of: values[output], step: step)
    }
  }
}

extension Weights {
  /// The step of an output's weights.
  fileprivate func step(_ steps: String, _ ratios: String?, _ output: Int) -> Float {
    let steps = self[steps]?.values ?? []
    let ratios = ratios.flatMap { self[$0]?.values }
    return ratios.map { steps[0] * $0[output] } ?? steps[steps.count == 1 ? 0 : output]
  }
}
