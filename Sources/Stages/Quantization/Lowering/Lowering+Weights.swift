import Graphs
import Tensors

extension Lowering {
  func convolution(
    _ op: Convolution, _ index: Int, input: QuantizedType
  ) throws(QuantizationError) -> IntegerConvolution {
    let kernel = op.window.kernel
    let inputs = input.shape.channels / op.groups
    var layer = try layer(index, input: input)
    // [O, I, H, W] of training becomes [O, H, W, I], the order in which a kernel reads a map.
    let taps = inputs * kernel.area
    layer.weights = layer.weights.indices.map { position in
      let tap = position % taps
      return layer.weights[position - tap + tap % inputs * kernel.area + tap / inputs]
    }
    var geometry = op
    geometry.hasBias = true
    return IntegerConvolution(
      geometry: geometry,
      weights: IntegerTensor(
        shape: [op.outputChannels, kernel.height, kernel.width, inputs], values: layer.weights),
      weightPrecision: layers.bits.weights[index], bias: layer.bias,
      requantization: layer.requantization, output: outputs[index])
  }

  func dense(
    _ op: Dense, _ index: Int, input: QuantizedType
  ) throws(QuantizationError) -> IntegerDense {
    let layer = try layer(index, input: input)
    return IntegerDense(
      weights: IntegerTensor(shape: [op.outputs, input.shape.count], values: layer.weights),
      weightPrecision: layers.bits.weights[index], bias: layer.bias,
      requantization: layer.requantization, output: outputs[index])
  }

  private struct Layer {
    var weights: [Int8] = []
    var bias: [Int32] = []
    var requantization = Requantization.floor([])
  }

  /// Weights in the order of training, biases and multipliers of a layer.
  private func layer(_ index: Int, input: QuantizedType) throws(QuantizationError) -> Layer {
    let node = graph.nodes[index]
    let biases = weights.values(node.name, .bias)
    // |x| and |Zx| are at most half of this, whether Zx is subtracted from x or folded into the bias.
    let largestInput = input.precision.steps + 1
    var layer = Layer()
    var bounds: [Int] = []
    var multipliers: [Double] = []
    for (output, channel) in layers.channels(of: index, weights).enumerated() {
      var bias = biases.isEmpty ? 0 : Double(biases[output])
      let accumulatorScale = input.scale * channel.scale
      switch form {
      case .rounded: break
      case .floor: bias += outputs[index].scale / 2
      }
      let stored = storedBias(bias, scale: accumulatorScale)
      layer.weights += channel.stored
      layer.bias.append(stored)
      multipliers.append(accumulatorScale / outputs[index].scale)
      bounds.append(
        channel.stored.reduce(Int(stored.magnitude)) { $0 + largestInput * Int($1.magnitude) })
    }
    try checkSums(bounds, multipliers: multipliers, node: node.name)
    switch form {
    case .rounded: layer.requantization = .rounded(from: multipliers)
    case .floor: layer.requantization = .floor(from: multipliers)
    }
    return layer
  }
}
