#if OneDNN
import CTensorKernels
import Graphs

/// A convolution of each channel alone, by our own vector kernels.
struct DepthwiseKernel: OperationKernel {
  let savedCount: Int
  let scratchCount: Int
  private let window: tensor_window
  private let channels: Int
  private let output: ValueLayout
  private let area: Int
  private let blocks: Int
  private let hasBias: Bool
  private let epilogue: Epilogue
  private let vectors: VectorKernels

  init(
    _ op: Convolution, _ epilogue: Epilogue, _ request: KernelRequest, _ vectors: VectorKernels
  ) {
    let x = request.inputs[0]
    window = tensor_window(op.window, input: x, output: request.output)
    channels = x.shape.channels
    output = request.output
    area = op.window.kernel.area
    blocks = x.blocks
    hasBias = op.hasBias
    self.epilogue = epilogue
    self.vectors = vectors
    // Blocked weights, then a blocked bias.
    savedCount = blocks * vectors.block * (area + 1)
    let planes = withUnsafePointer(to: window) {
      tensor_depthwise_scratch($0, Int32(vectors.block))
    }
    // The gradient of the weights lies behind the padded planes.
    scratchCount = planes + (request.pass == .training ? blocks * vectors.block * area : 0)
  }

  func bound(to buffers: KernelBuffers) -> any BoundKernel {
    Bound(kernel: self, buffers: buffers)
  }

  /// Where the weight of a channel at a tap lies among blocked weights.
  private func place(channel: Int, tap: Int) -> Int {
    (channel / vectors.block * area + tap) * vectors.block + channel % vectors.block
  }

  /// Between which values the output is clamped.
  private var range: (low: Float, high: Float) {
    guard let function = epilogue.activation, function.isClamp else {
      return (-.infinity, .infinity)
    }
    return (Float(function.support.lowerBound), Float(function.support.upperBound))
  }

  private struct Bound: BoundKernel {
    let kernel: DepthwiseKernel
    let buffers: KernelBuffers

    private var weights: UnsafeMutablePointer<Float> { buffers.saved }
    private var weightCount: Int { kernel.blocks * kernel.vectors.block * kernel.area }
    private var bias: UnsafeMutablePointer<Float> { weights + weightCount }

    func prepare() {
      weights.update(repeating: 0, count: kernel.savedCount)
      let folding = Folding(
        kernel.epilogue.norm, parameters: buffers.parameters, hasBias: kernel.hasBias)
      for channel in 0..<kernel.channels {
        let (factor, shift) = folding.factorAndBias(of: channel)
        for tap in 0..<kernel.area {
          weights[kernel.place(channel: channel, tap: tap)] =
            buffers.parameters[0][channel * kernel.area + tap] * factor
        }
        bias[channel] = shift
      }
    }

    func forward(seed: UInt64) {
      let (low, high) = kernel.range
      withUnsafePointer(to: kernel.window) {
        kernel.vectors.table.depthwise_forward(
          $0, buffers.inputs[0], weights, bias, low, high, buffers.output, buffers.scratch)
      }
      if let activation = kernel.epilogue.activation, !activation.isClamp {
        kernel.vectors.table.activate(
          activation.function, buffers.output, buffers.output, kernel.output.count)
      }
    }

    func backward(seed: UInt64) {
      guard let dy = buffers.outputGradient else { return }
      let gradient = buffers.scratch + (kernel.scratchCount - weightCount)
      withUnsafePointer(to: kernel.window) { window in
        if let dx = buffers.inputGradients[0] {
          kernel.vectors.table.depthwise_backward_data(window, dy, weights, dx, buffers.scratch)
        }
        kernel.vectors.table.depthwise_backward_weights(
          window, buffers.inputs[0], dy, gradient, buffers.scratch)
      }
      for channel in 0..<kernel.channels {
        for tap in 0..<kernel.area {
          buffers.parameterGradients[0][channel * kernel.area + tap] =
            gradient[kernel.place(channel: channel, tap: tap)]
        }
      }
      if kernel.hasBias { sumPixels(of: dy, into: buffers.parameterGradients[1]) }
    }

    /// The gradient of the bias.
    private func sumPixels(
      of dy: UnsafeMutablePointer<Float>, into sum: UnsafeMutablePointer<Float>
    ) {
      sum.update(repeating: 0, count: kernel.channels)
      kernel.output.visit { _, _, channel, offset in
        switch kernel.output.element {
        case .float: sum[channel] += dy[offset]
        case .bfloat16: sum[channel] += Float(bfloat16: dy.halves[offset])
        }
      }
    }
  }
}

/// The batch norm behind a convolution as a factor of its weights and a bias, per channel.
struct Folding {
  private let norm: BatchNorm?
  private let bias: UnsafeMutablePointer<Float>?
  /// Weight, bias, mean and variance of the batch norm.
  private let vectors: ArraySlice<UnsafeMutablePointer<Float>>

  /// - Parameter parameters: weight, perhaps bias, then those of the batch norm.
  init(_ norm: BatchNorm?, parameters: [UnsafeMutablePointer<Float>], hasBias: Bool) {
    self.norm = norm
    bias = hasBias ? parameters[1] : nil
    vectors = parameters.suffix(4)
  }

  /// `w / √(variance + ε)` and `(bias − mean) · factor + b`.
  func factorAndBias(of channel: Int) -> (Float, Float) {
    let own = bias?[channel] ?? 0
    guard let norm else { return (1, own) }
    let first = vectors.startIndex
    let factor =
      vectors[first][channel] / (vectors[first + 3][channel] + norm.epsilon).squareRoot()
    return (factor, (own - vectors[first + 2][channel]) * factor + vectors[first + 1][channel])
  }
}

extension tensor_window {
  init(_ window: Window, input: ValueLayout, output: ValueLayout) {
    self.init()
    images = Int32(input.images)
    blocks = Int32(input.blocks)
    input_height = Int32(input.shape.height)
    input_width = Int32(input.shape.width)
    output_height = Int32(output.shape.height)
    output_width = Int32(output.shape.width)
    kernel_height = Int32(window.kernel.height)
    kernel_width = Int32(window.kernel.width)
    stride_height = Int32(window.stride.height)
    stride_width = Int32(window.stride.width)
    padding_top = Int32(window.padding.top)
    padding_left = Int32(window.padding.left)
  }
}
#endif
