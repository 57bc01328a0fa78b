import Graphs

extension PortableKernel {
  /// The mean or the maximum of the values inside the map under a window.
  static func pool(_ op: Pool, _ request: KernelRequest) -> PortableKernel {
    let windows = Windows(op.window, input: request.inputs[0], output: request.output)
    let (x, y) = (request.inputs[0], request.output)
    return PortableKernel { buffers, _ in
      let (input, output) = (buffers.inputs[0], buffers.output)
      y.clear(output)
      windows.visit { target, sources in
        switch op.kind {
        case .average:
          output[target] = sources.reduce(0) { $0 + input[$1] } / Float(sources.count)
        case .maximum:
          output[target] = sources.reduce(-Float.infinity) { max($0, input[$1]) }
        }
      }
    } backward: { buffers, _ in
      guard let dy = buffers.outputGradient, let dx = buffers.inputGradients[0] else { return }
      let (input, output) = (buffers.inputs[0], buffers.output)
      x.clear(dx)
      windows.visit { target, sources in
        switch op.kind {
        case .average:
          for source in sources { dx[source] += dy[target] / Float(sources.count) }
        case .maximum:
          if let first = sources.first(where: { input[$0] == output[target] }) {
            dx[first] += dy[target]
          }
        }
      }
    }
  }
}

/// Every position of a window with the values under it.
private struct Windows: Sendable {
  let window: Window
  let input: ValueLayout
  let output: ValueLayout

  init(_ window: Window, input: ValueLayout, output: ValueLayout) {
    self.window = window
    self.input = input
    self.output = output
  }

  func visit(_ body: (_ output: Int, _ inputs: [Int]) -> Void) {
    let (kernel, stride, padding) = (window.kernel, window.stride, window.padding)
    output.visit { image, pixel, channel, offset in
      let top = pixel / output.shape.width * stride.height - padding.top
      let left = pixel % output.shape.width * stride.width - padding.left
      let rows = max(top, 0)..<min(top + kernel.height, input.shape.height)
      let columns = max(left, 0)..<min(left + kernel.width, input.shape.width)
      body(
        offset,
        rows.flatMap { row in
          columns.map { column in
            input.offset(
              image: image, pixel: row * input.shape.width + column, channel: channel)
          }
        })
    }
  }
}
