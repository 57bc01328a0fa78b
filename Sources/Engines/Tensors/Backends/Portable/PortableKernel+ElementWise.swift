import Graphs

extension PortableKernel {
  /// A function of each value.
  static func activation(_ op: Activation, _ request: KernelRequest) -> PortableKernel {
    let layout = request.output
    return PortableKernel { buffers, _ in
      let (input, output) = (buffers.inputs[0], buffers.output)
      layout.clear(output)
      layout.visit { _, _, _, offset in output[offset] = op(input[offset]) }
    } backward: { buffers, _ in
      guard let dy = buffers.outputGradient, let dx = buffers.inputGradients[0] else { return }
      let input = buffers.inputs[0]
      layout.clear(dx)
      layout.visit { _, _, _, offset in
        dx[offset] = dy[offset] * op.derivative(at: input[offset])
      }
    }
  }

  /// The sum; its gradient passes through, which a program arranges without a kernel.
  static func add(_ request: KernelRequest) -> PortableKernel {
    let count = request.output.count
    return PortableKernel { buffers, _ in
      let (first, second, output) = (buffers.inputs[0], buffers.inputs[1], buffers.output)
      for index in 0..<count { output[index] = first[index] + second[index] }
    } backward: { _, _ in
    }
  }

  /// The product; the second value may hold one number per channel.
  static func multiply(_ request: KernelRequest) -> PortableKernel {
    let (layout, second) = (request.output, request.inputs[1])
    let isPerChannel = second.shape != layout.shape
    return PortableKernel { buffers, _ in
      let (a, b, output) = (buffers.inputs[0], buffers.inputs[1], buffers.output)
      layout.clear(output)
      layout.visit { image, pixel, channel, offset in
        let other = second.offset(image: image, pixel: isPerChannel ? 0 : pixel, channel: channel)
        output[offset] = a[offset] * b[other]
      }
    } backward: { buffers, _ in
      guard let dy = buffers.outputGradient else { return }
      let (a, b) = (buffers.inputs[0], buffers.inputs[1])
      let (da, db) = (buffers.inputGradients[0], buffers.inputGradients[1])
      if let da { layout.clear(da) }
      if let db { second.clear(db) }
      layout.visit { image, pixel, channel, offset in
        let other = second.offset(image: image, pixel: isPerChannel ? 0 : pixel, channel: channel)
        da?[offset] = dy[offset] * b[other]
        db?[other] += dy[offset] * a[offset]
      }
    }
  }

  /// Dropout; each value's fate depends on the seed and on its place in `[N, H, W, C]` only.
  static func dropout(_ op: Dropout, _ request: KernelRequest) -> PortableKernel {
    let layout = request.output
    guard request.pass == .training else {
      return PortableKernel { buffers, _ in
        buffers.output.update(from: buffers.inputs[0], count: layout.count)
      } backward: { _, _ in
      }
    }
    /// Scales the values that stay.
    @Sendable func apply(
      _ from: UnsafeMutablePointer<Float>, _ to: UnsafeMutablePointer<Float>, _ seed: UInt64
    ) {
      layout.clear(to)
      let scale = 1 / (1 - op.rate)
      var index = 0
      layout.visit { _, _, _, offset in
        to[offset] = uniform(seed: seed, index: index) < op.rate ? 0 : from[offset] * scale
        index += 1
      }
    }
    return PortableKernel { buffers, seed in
      apply(buffers.inputs[0], buffers.output, seed)
    } backward: { buffers, seed in
      guard let dy = buffers.outputGradient, let dx = buffers.inputGradients[0] else { return }
      apply(dy, dx, seed)
    }
  }
}

/// A number from 0 up to but not including 1 for the value at this place.
private func uniform(seed: UInt64, index: Int) -> Float {
  Float(seed.mixed(with: index) >> 40) * 0x1p-24
}
