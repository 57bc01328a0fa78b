import Graphs
import Planning
import Tensors

extension Convolution {
  /// Weights `[O, I, H, W]` of training as `[O, H, W, I]`, the order in which a kernel reads a map.
  func inKernelOrder<Value>(_ weights: [Value]) -> [Value] {
    let area = window.kernel.area
    let taps = weights.count / outputChannels
    let inputs = taps / area
    return weights.indices.map { position in
      let tap = position % taps
      return weights[position - tap + tap % inputs * area + tap / inputs]
    }
  }
}

extension Lowering {
  func convolution(
    _ op: Convolution, _ index: Int, input: QuantizedType
  ) throws(QuantizationError) -> IntegerConvolution {
    let kernel = op.window.kernel
    let inputs = input.shape.channels / op.groups
    var layer = try layer(index, input: input)
    layer.weights = op.inKernelOrder(layer.weights)
    var geometry = op
    geometry.hasBias = true
    return IntegerConvolution(
      geometry: geometry,
      weights: IntegerTensor(
        shape: [op.outputChannels, kernel.height, kernel.width, inputs], values: layer.weights),
      weightPrecision: layers.bits.weights[index], bias: layer.bias,
      requantization: layer.requantization, output: outputs[index])
  }

  func dense(_ index: Int, input: QuantizedType) throws(QuantizationError) -> IntegerDense {
    let layer = try layer(index, input: input)
    let outputs = graph.nodes[index].value.channels
    return IntegerDense(
      weights: IntegerTensor(shape: [outputs, input.shape.count], values: layer.weights),
      weightPrecision: layers.bits.weights[index], bias: layer.bias,
      requantization: layer.requantization, output: self.outputs[index])
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
    // One step for the layer is one multiplier, too.
    if layers.bits.schemes[index].isPerLayer, multipliers.allSatisfy({ $0 == multipliers[0] }) {
      multipliers = [multipliers[0]]
    }
    switch form {
    case .rounded: layer.requantization = .rounded(from: multipliers)
    case .floor: layer.requantization = .floor(from: multipliers)
    }
    return layer
  }
}
