import Graphs
import Tensors

extension Lowering {
  func convolution(
    _ op: Convolution, _ index: Int, input: QuantizedType
  ) throws(QuantizationError) -> IntegerConvolution {
    let kernel = op.window.kernel
    let inputs = input.shape.channels / op.groups
    let outputsPerGroup = op.outputChannels / op.groups
    // [O, I, H, W] of training becomes [O, H, W, I], the order in which a kernel reads a map.
    var rows = rows(of: index)
    for output in rows.indices {
      let row = rows[output]
      rows[output] = (0..<row.count).map { row[$0 % inputs * kernel.area + $0 / inputs] }
    }
    let inputMeans = means[graph.nodes[index].inputs[0]]
    let shares = op.window.sharesInside(input.shape, output: graph.nodes[index].value)
    let layer = try layer(rows, index, input: input) { output, tap in
      inputMeans[output / outputsPerGroup * inputs + tap % inputs] * shares[tap / inputs]
    }
    var geometry = op
    geometry.hasBias = true
    return IntegerConvolution(
      geometry: geometry,
      weights: IntegerTensor(
        shape: [op.outputChannels, kernel.height, kernel.width, inputs], values: layer.weights),
      bias: layer.bias, requantization: layer.requantization, output: outputs[index])
  }

  func dense(
    _ op: Dense, _ index: Int, input: QuantizedType
  ) throws(QuantizationError) -> IntegerDense {
    let inputMeans = means[graph.nodes[index].inputs[0]]
    let layer = try layer(rows(of: index), index, input: input) { _, tap in inputMeans[tap] }
    return IntegerDense(
      weights: IntegerTensor(shape: [op.outputs, input.shape.count], values: layer.weights),
      bias: layer.bias, requantization: layer.requantization, output: outputs[index])
  }

  /// The weights of each output.
  private func rows(of index: Int) -> [[Double]] {
    let node = graph.nodes[index]
    let values = weights.values(node.name, .weight)
    let outputs = node.value.channels
    let count = values.count / outputs
    return (0..<outputs).map { values[$0 * count..<($0 + 1) * count].map(Double.init) }
  }

  private struct Layer {
    var weights: [Int8] = []
    var bias: [Int32] = []
    var requantization = Requantization.floor([])
  }

  /// Weights, biases and multipliers of a layer.
  ///
  /// - Parameter mean: what an output multiplies by a weight of its row on average, padding included.
  private func layer(
    _ rows: [[Double]], _ index: Int, input: QuantizedType, mean: (Int, Int) -> Double
  ) throws(QuantizationError) -> Layer {
    let node = graph.nodes[index]
    let biases = weights.values(node.name, .bias)
    var layer = Layer()
    var bounds: [Int] = []
    var multipliers: [Double] = []
    for (output, row) in rows.enumerated() {
      var bias = biases.isEmpty ? 0 : Double(biases[output])
      let channel = ChannelWeights(
        row, bias: bias, inputScale: input.scale, outputScale: outputs[index].scale)
      if options.correctsBias {
        // E[(ŵ − w)·x] over the calibration images.
        for (tap, weight) in row.enumerated() {
          let error = Double(channel.stored[tap]) * channel.scale - weight
          bias -= error * mean(output, tap)
        }
      }
      let accumulatorScale = input.scale * channel.scale
      let multiplier = accumulatorScale / outputs[index].scale
      switch options.form {
      case .rounded: break
      case .floor: bias += outputs[index].scale / 2
      }
      let stored = storedBias(bias, scale: accumulatorScale)
      layer.weights += channel.stored
      layer.bias.append(stored)
      multipliers.append(multiplier)
      // |x| ≤ 128 and |Zx| ≤ 128, whether Zx is subtracted from x or folded into the bias.
      bounds.append(
        channel.stored.reduce(Int(stored.magnitude)) { $0 + 256 * Int($1.magnitude) })
    }
    try checkSums(bounds, multipliers: multipliers, node: node.name)
    switch options.form {
    case .rounded: layer.requantization = .rounded(from: multipliers)
    case .floor: layer.requantization = .floor(from: multipliers)
    }
    return layer
  }
}

extension Window {
  /// For each tap, row by row, the share of output pixels for which it lies inside the map.
  fileprivate func sharesInside(_ input: Shape, output: Shape) -> [Double] {
    func shares(_ kernel: Int, _ stride: Int, _ padding: Int, _ input: Int, _ output: Int)
      -> [Double]
    {
      (0..<kernel).map { tap in
        let inside = (0..<output).count { (0..<input).contains($0 * stride + tap - padding) }
        return Double(inside) / Double(output)
      }
    }
    let rows = shares(kernel.height, stride.height, padding.top, input.height, output.height)
    let columns = shares(kernel.width, stride.width, padding.left, input.width, output.width)
    return rows.flatMap { row in columns.map { row * $0 } }
  }
}

/// The symmetric weights of one output channel.
struct ChannelWeights {
  /// The real step between two stored weights, above 0.
  let scale: Double
  /// −127 to 127 each.
  let stored: [Int8]

  /// The scale is `max|w| / 127`, or larger where bias or output would leave 2^21 steps of the sum.
  ///
  /// There a weight moves its output by less than 1/64 of the bias or of an output step, so its own
  /// rounding does not show; a channel of zeros has a scale, too; and sums stay short enough for
  /// kernels that carry two in one word.
  init(_ weights: [Double], bias: Double, inputScale: Double, outputScale: Double) {
    let largest = weights.reduce(0) { max($0, abs($1)) }
    let scale = max(largest / 127, max(abs(bias), outputScale) / (inputScale * 0x1p21))
    self.scale = scale
    stored = weights.map { Int8(min(max(($0 / scale).rounded(), -127), 127)) }
  }
}
