#if OneDNN
import CTensorKernels
import Graphs

/// Our own SIMD functions for one instruction set.
struct VectorKernels: @unchecked Sendable {
  fileprivate let table: tensor_kernels

  init(table: tensor_kernels) {
    self.table = table
  }

  /// Channels that lie side by side.
  var block: Int { Int(table.block) }

  func accumulate(
    _ values: UnsafePointer<Float>, into sum: UnsafeMutablePointer<Float>, count: Int
  ) {
    table.accumulate(values, sum, count)
  }
}

/// The sum of two values.
struct AddKernel: OperationKernel {
  let savedCount = 0
  let scratchCount = 0
  let count: Int
  let vectors: VectorKernels

  func bound(to buffers: KernelBuffers) -> any BoundKernel {
    Bound(count: count, vectors: vectors, buffers: buffers)
  }

  private struct Bound: BoundKernel {
    let count: Int
    let vectors: VectorKernels
    let buffers: KernelBuffers

    func forward(seed: UInt64) {
      vectors.table.add(buffers.inputs[0], buffers.inputs[1], buffers.output, count)
    }

    /// The gradient passes through, which a program arranges without a kernel.
    func backward(seed: UInt64) {}
  }
}

/// ReLU, ReLU6 and h-swish; they map the zeros of absent channels to zeros.
struct ActivationKernel: OperationKernel {
  let savedCount = 0
  let scratchCount = 0
  private let function: tensor_activation
  private let count: Int
  private let vectors: VectorKernels

  /// Nil for a function that does not map 0 to 0.
  init?(_ op: Activation, _ request: KernelRequest, _ vectors: VectorKernels) {
    switch op {
    case .relu: function = TENSOR_RELU
    case .relu6: function = TENSOR_RELU6
    case .hSwish: function = TENSOR_H_SWISH
    case .hSigmoid: return nil
    }
    count = request.output.count
    self.vectors = vectors
  }

  func bound(to buffers: KernelBuffers) -> any BoundKernel {
    Bound(kernel: self, buffers: buffers)
  }

  private struct Bound: BoundKernel {
    let kernel: ActivationKernel
    let buffers: KernelBuffers

    func forward(seed: UInt64) {
      kernel.vectors.table.activate(
        kernel.function, buffers.inputs[0], buffers.output, kernel.count)
    }

    func backward(seed: UInt64) {
      guard let dy = buffers.outputGradient, let dx = buffers.inputGradients[0] else { return }
      kernel.vectors.table.activate_backward(
        kernel.function, buffers.inputs[0], dy, dx, kernel.count)
    }
  }
}

/// A convolution of each channel alone.
struct DepthwiseKernel: OperationKernel {
  let savedCount: Int
  let scratchCount: Int
  private let layer: tensor_depthwise
  private let channels: Int
  private let area: Int
  private let blocks: Int
  private let hasBias: Bool
  private let vectors: VectorKernels

  init(_ op: Convolution, _ request: KernelRequest, _ vectors: VectorKernels) {
    let (x, y, window) = (request.inputs[0], request.output, op.window)
    var layer = tensor_depthwise()
    layer.images = Int32(x.images)
    layer.blocks = Int32(x.blocks)
    layer.input_height = Int32(x.shape.height)
    layer.input_width = Int32(x.shape.width)
    layer.output_height = Int32(y.shape.height)
    layer.output_width = Int32(y.shape.width)
    layer.kernel_height = Int32(window.kernel.height)
    layer.kernel_width = Int32(window.kernel.width)
    layer.stride_height = Int32(window.stride.height)
    layer.stride_width = Int32(window.stride.width)
    layer.padding_top = Int32(window.padding.top)
    layer.padding_left = Int32(window.padding.left)
    self.layer = layer
    self.vectors = vectors
    channels = x.shape.channels
    area = window.kernel.area
    blocks = x.blocks
    hasBias = op.hasBias
    // Blocked weights, then a blocked bias.
    savedCount = blocks * vectors.block * (area + 1)
    scratchCount = withUnsafePointer(to: layer) {
      tensor_depthwise_scratch($0, Int32(vectors.block))
    }
  }

  func bound(to buffers: KernelBuffers) -> any BoundKernel {
    Bound(kernel: self, buffers: buffers)
  }

  /// Where the weight of a channel at a tap lies among blocked weights.
  private func place(channel: Int, tap: Int) -> Int {
    (channel / vectors.block * area + tap) * vectors.block + channel % vectors.block
  }

  private struct Bound: BoundKernel {
    let kernel: DepthwiseKernel
    let buffers: KernelBuffers
    let weights: UnsafeMutablePointer<Float>
    let bias: UnsafeMutablePointer<Float>

    init(kernel: DepthwiseKernel, buffers: KernelBuffers) {
      self.kernel = kernel
      self.buffers = buffers
      weights = buffers.saved
      bias = weights + kernel.blocks * kernel.vectors.block * kernel.area
    }

    func forward(seed: UInt64) {
      weights.update(repeating: 0, count: kernel.savedCount)
      for channel in 0..<kernel.channels {
        for tap in 0..<kernel.area {
          weights[kernel.place(channel: channel, tap: tap)] =
            buffers.parameters[0][channel * kernel.area + tap]
        }
        if kernel.hasBias { bias[channel] = buffers.parameters[1][channel] }
      }
      withUnsafePointer(to: kernel.layer) {
        kernel.vectors.table.depthwise_forward(
          $0, buffers.inputs[0], weights, bias, buffers.output, buffers.scratch)
      }
    }

    func backward(seed: UInt64) {
      guard let dy = buffers.outputGradient else { return }
      withUnsafePointer(to: kernel.layer) { layer in
        if let dx = buffers.inputGradients[0] {
          kernel.vectors.table.depthwise_backward_data(layer, dy, weights, dx, buffers.scratch)
        }
        // The weights have done their work: their place takes the gradient.
        kernel.vectors.table.depthwise_backward_weights(
          layer, buffers.inputs[0], dy, weights, buffers.scratch)
      }
      for channel in 0..<kernel.channels {
        for tap in 0..<kernel.area {
          buffers.parameterGradients[0][channel * kernel.area + tap] =
            weights[kernel.place(channel: channel, tap: tap)]
        }
      }
      if kernel.hasBias { sumPixels(of: dy, into: buffers.parameterGradients[1]) }
    }

    /// The gradient of the bias.
    private func sumPixels(
      of dy: UnsafeMutablePointer<Float>, into sum: UnsafeMutablePointer<Float>
    ) {
      let (layer, block) = (kernel.layer, kernel.vectors.block)
      let area = Int(layer.output_height * layer.output_width)
      sum.update(repeating: 0, count: kernel.channels)
      for image in 0..<Int(layer.images) {
        for channel in 0..<kernel.channels {
          let plane = (image * kernel.blocks + channel / block) * area
          for pixel in plane..<plane + area { sum[channel] += dy[pixel * block + channel % block] }
        }
      }
    }
  }
}
#endif
