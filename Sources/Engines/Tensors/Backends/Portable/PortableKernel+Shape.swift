import Foundation
import Graphs

extension PortableKernel {
  /// Channels side by side.
  static func concat(_ request: KernelRequest) -> PortableKernel {
    let (inputs, output) = (request.inputs, request.output)
    /// Calls `body` with the place of each value in its input and in the output.
    @Sendable func visit(_ body: (_ input: Int, _ from: Int, _ to: Int) -> Void) {
      var first = 0
      for (number, layout) in inputs.enumerated() {
        layout.visit { image, pixel, channel, offset in
          body(
            number, offset,
            output.offset(image: image, pixel: pixel, channel: first + channel))
        }
        first += layout.shape.channels
      }
    }
    return PortableKernel { buffers, _ in
      output.clear(buffers.output)
      visit { input, from, to in buffers.output[to] = buffers.inputs[input][from] }
    } backward: { buffers, _ in
      guard let dy = buffers.outputGradient else { return }
      for (layout, dx) in zip(inputs, buffers.inputGradients) {
        if let dx { layout.clear(dx) }
      }
      visit { input, from, to in buffers.inputGradients[input]?[from] = dy[to] }
    }
  }

  /// A map as a vector in the order row, column, channel.
  static func flatten(_ request: KernelRequest) -> PortableKernel {
    let (x, y) = (request.inputs[0], request.output)
    @Sendable func visit(_ body: (_ from: Int, _ to: Int) -> Void) {
      x.visit { image, pixel, channel, offset in
        body(
          offset,
          y.offset(image: image, pixel: 0, channel: pixel * x.shape.channels + channel))
      }
    }
    return PortableKernel { buffers, _ in
      y.clear(buffers.output)
      visit { from, to in buffers.output[to] = buffers.inputs[0][from] }
    } backward: { buffers, _ in
      guard let dy = buffers.outputGradient, let dx = buffers.inputGradients[0] else { return }
      x.clear(dx)
      visit { from, to in dx[from] = dy[to] }
    }
  }

  /// `exp(x) / Σ exp(x)` of a vector.
  static func softmax(_ request: KernelRequest) -> PortableKernel {
    let layout = request.output
    @Sendable func places(of image: Int) -> [Int] {
      (0..<layout.shape.channels).map { layout.offset(image: image, pixel: 0, channel: $0) }
    }
    return PortableKernel { buffers, _ in
      let (input, output) = (buffers.inputs[0], buffers.output)
      layout.clear(output)
      for image in 0..<layout.images {
        let places = places(of: image)
        let largest = places.reduce(-Float.infinity) { max($0, input[$1]) }
        for place in places { output[place] = exp(input[place] - largest) }
        let sum = places.reduce(0) { $0 + output[$1] }
        for place in places { output[place] /= sum }
      }
    } backward: { buffers, _ in
      guard let dy = buffers.outputGradient, let dx = buffers.inputGradients[0] else { return }
      let output = buffers.output
      layout.clear(dx)
      for image in 0..<layout.images {
        let places = places(of: image)
        let mean = places.reduce(0) { $0 + dy[$1] * output[$1] }
        for place in places { dx[place] = output[place] * (dy[place] - mean) }
      }
    }
  }
}
