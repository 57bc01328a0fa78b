import Graphs

extension PortableKernel {
  /// `y = weight · (x − mean) / √(variance + ε) + bias`, then perhaps ReLU (arXiv 1502.03167).
  ///
  /// The gradient of the input is `weight / √(variance + ε) · (dy − mean(dy) − x̂ · mean(dy · x̂))`.
  static func batchNorm(_ op: BatchNorm, hasReLU: Bool, _ request: KernelRequest) -> PortableKernel
  {
    let layout = request.output
    let channels = layout.shape.channels
    let count = Float(layout.images * layout.shape.area)
    let needsGradient = request.needsGradient[0]
    let usesBatch = request.pass != .inference
    return PortableKernel(savedCount: BatchStatistics.count(channels: channels)) { buffers, _ in
      let (input, output) = (buffers.inputs[0], buffers.output)
      let mean = buffers.saved + BatchStatistics.meanOffset
      let variance = buffers.saved + BatchStatistics.varianceOffset(channels: channels)
      if usesBatch {
        mean.update(repeating: 0, count: channels)
        variance.update(repeating: 0, count: channels)
        layout.visit { _, _, channel, offset in mean[channel] += input[offset] }
        for channel in 0..<channels { mean[channel] /= count }
        layout.visit { _, _, channel, offset in
          let distance = input[offset] - mean[channel]
          variance[channel] += distance * distance
        }
        for channel in 0..<channels { variance[channel] /= count }
      } else {
        mean.update(from: buffers.parameters[2], count: channels)
        variance.update(from: buffers.parameters[3], count: channels)
      }
      let (weight, bias) = (buffers.parameters[0], buffers.parameters[1])
      let factor = (0..<channels).map { weight[$0] / (variance[$0] + op.epsilon).squareRoot() }
      layout.clear(output)
      layout.visit { _, _, channel, offset in
        let value = (input[offset] - mean[channel]) * factor[channel] + bias[channel]
        output[offset] = hasReLU ? max(value, 0) : value
      }
    } backward: { buffers, _ in
      guard let dy = buffers.outputGradient else { return }
      let (input, output) = (buffers.inputs[0], buffers.output)
      let mean = buffers.saved + BatchStatistics.meanOffset
      let variance = buffers.saved + BatchStatistics.varianceOffset(channels: channels)
      let inverse = (0..<channels).map { 1 / (variance[$0] + op.epsilon).squareRoot() }
      let (weight, dWeight, dBias) = (
        buffers.parameters[0], buffers.parameterGradients[0], buffers.parameterGradients[1]
      )
      dWeight.update(repeating: 0, count: channels)
      dBias.update(repeating: 0, count: channels)
      layout.visit { _, _, channel, offset in
        let gradient = hasReLU && output[offset] <= 0 ? 0 : dy[offset]
        dWeight[channel] += gradient * (input[offset] - mean[channel]) * inverse[channel]
        dBias[channel] += gradient
      }
      guard needsGradient, let dx = buffers.inputGradients[0] else { return }
      layout.clear(dx)
      layout.visit { _, _, channel, offset in
        let gradient = hasReLU && output[offset] <= 0 ? 0 : dy[offset]
        let normalised = (input[offset] - mean[channel]) * inverse[channel]
        dx[offset] =
          weight[channel] * inverse[channel]
          * (gradient - dBias[channel] / count - normalised * dWeight[channel] / count)
      }
    }
  }
}
