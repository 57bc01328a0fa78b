import Graphs

extension PortableKernel {
  /// `y[n, o, p] = bias[o] + Σ x[n, i, p · stride + k − padding] · w[o, i, k]`, then the epilogue.
  static func convolution(_ op: Convolution, _ epilogue: Epilogue, _ request: KernelRequest)
    -> PortableKernel
  {
    let taps = Taps(op, input: request.inputs[0], output: request.output)
    let (x, y) = (request.inputs[0], request.output)
    let needsGradient = request.needsGradient[0]
    return PortableKernel { buffers, _ in
      let (input, output, weights) = (buffers.inputs[0], buffers.output, buffers.parameters[0])
      // The addend may lie where the output goes.
      let addend =
        epilogue.addsInput
        ? Array(UnsafeBufferPointer(start: buffers.inputs[1], count: y.count)) : []
      y.clear(output)
      if op.hasBias {
        let bias = buffers.parameters[1]
        y.visit { _, _, channel, offset in output[offset] = bias[channel] }
      }
      taps.visit { from, to, weight in output[to] += input[from] * weights[weight] }
      finish(output, y, epilogue, norm: buffers.parameters.suffix(4), addend)
    } backward: { buffers, _ in
      guard let dy = buffers.outputGradient else { return }
      let (input, weights) = (buffers.inputs[0], buffers.parameters[0])
      let dw = buffers.parameterGradients[0]
      dw.update(repeating: 0, count: taps.weightCount)
      taps.visit { from, to, weight in dw[weight] += input[from] * dy[to] }
      if op.hasBias {
        let db = buffers.parameterGradients[1]
        db.update(repeating: 0, count: op.outputChannels)
        y.visit { _, _, channel, offset in db[channel] += dy[offset] }
      }
      if needsGradient, let dx = buffers.inputGradients[0] {
        x.clear(dx)
        taps.visit { from, to, weight in dx[from] += dy[to] * weights[weight] }
      }
    }
  }
}

/// What follows a convolution in the same kernel, in inference.
private func finish(
  _ output: UnsafeMutablePointer<Float>, _ layout: ValueLayout, _ epilogue: Epilogue,
  norm: ArraySlice<UnsafeMutablePointer<Float>>, _ addend: [Float]
) {
  if let op = epilogue.norm {
    let norm = Array(norm)
    layout.visit { _, _, channel, offset in
      let factor = norm[0][channel] / (norm[3][channel] + op.epsilon).squareRoot()
      output[offset] = (output[offset] - norm[2][channel]) * factor + norm[1][channel]
    }
  }
  if epilogue.addsInput {
    layout.visit { _, _, _, offset in output[offset] += addend[offset] }
  }
  if let function = epilogue.activation {
    layout.visit { _, _, _, offset in output[offset] = function(output[offset]) }
  }
}

/// Every product of a convolution: which input goes with which weight into which output.
private struct Taps: Sendable {
  let op: Convolution
  let input: ValueLayout
  let output: ValueLayout

  init(_ op: Convolution, input: ValueLayout, output: ValueLayout) {
    self.op = op
    self.input = input
    self.output = output
  }

  private var inputsPerGroup: Int { input.shape.channels / op.groups }

  var weightCount: Int { op.outputChannels * inputsPerGroup * op.window.kernel.area }

  /// Calls `body` for every tap inside the map, in the order image, output channel, pixel, tap.
  @inline(__always)
  func visit(_ body: (_ input: Int, _ output: Int, _ weight: Int) -> Void) {
    let (kernel, stride, padding) = (op.window.kernel, op.window.stride, op.window.padding)
    let outputsPerGroup = op.outputChannels / op.groups
    for image in 0..<output.images {
      for channel in 0..<op.outputChannels {
        let firstInput = channel / outputsPerGroup * inputsPerGroup
        for source in 0..<inputsPerGroup {
          let from = input.offset(image: image, pixel: 0, channel: firstInput + source)
          let to = output.offset(image: image, pixel: 0, channel: channel)
          let firstWeight = (channel * inputsPerGroup + source) * kernel.area
          for row in 0..<output.shape.height {
            for column in 0..<output.shape.width {
              let target = to + (row * output.shape.width + column) * output.block
              for tapRow in 0..<kernel.height {
                let y = row * stride.height + tapRow - padding.top
                guard y >= 0, y < input.shape.height else { continue }
                for tapColumn in 0..<kernel.width {
                  let x = column * stride.width + tapColumn - padding.left
                  guard x >= 0, x < input.shape.width else { continue }
                  body(
                    from + (y * input.shape.width + x) * input.block, target,
                    firstWeight + tapRow * kernel.width + tapColumn)
                }
              }
            }
          }
        }
      }
    }
  }
}
