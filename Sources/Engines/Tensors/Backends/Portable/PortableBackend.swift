import Graphs

/// Every operation in plain Swift on values `[N, H, W, C]`: the slow, readable twin.
///
/// Its kernels accept any layout, so other backends use them for operations that cost little.
struct PortableBackend: ComputeBackend {
  func layouts(of graph: TrainingGraph, images: Int, pass: Pass) -> [ValueLayout] {
    graph.nodes.map {
      ValueLayout(shape: $0.value, images: images, block: $0.value.channels)
    }
  }

  func prepareThread() {}

  func kernel(for request: KernelRequest) -> any OperationKernel {
    Self.kernel(for: request)
  }

  static func kernel(for request: KernelRequest) -> PortableKernel {
    switch request.operation {
    case .convolution(let op, let epilogue): .convolution(op, epilogue, request)
    case .batchNorm(let op, let hasReLU): .batchNorm(op, hasReLU: hasReLU, request)
    case .activation(let op): .activation(op, request)
    case .add: .add(request)
    case .multiply: .multiply(request)
    case .pool(let op): .pool(op, request)
    case .concat: .concat(request)
    case .flatten: .flatten(request)
    case .softmax: .softmax(request)
    case .dropout(let op): .dropout(op, request)
    case .quantizer(let op): .quantizer(op, request)
    }
  }

  func accumulate(
    _ values: UnsafeMutablePointer<Float>, into sum: UnsafeMutablePointer<Float>, floatCount: Int,
    _ element: ValueLayout.Element
  ) {
    for index in 0..<floatCount { sum[index] += values[index] }
  }
}

/// A kernel as two functions of its memory.
struct PortableKernel: OperationKernel {
  typealias Function = @Sendable (_ buffers: KernelBuffers, _ seed: UInt64) -> Void

  var savedCount = 0
  var scratchCount = 0
  /// Computes the output.
  let compute: Function
  /// Computes the gradients.
  let computeGradients: Function

  init(
    savedCount: Int = 0, forward: @escaping Function, backward: @escaping Function
  ) {
    self.savedCount = savedCount
    compute = forward
    computeGradients = backward
  }

  func bound(to buffers: KernelBuffers) -> any BoundKernel {
    BoundPortableKernel(kernel: self, buffers: buffers)
  }
}

private struct BoundPortableKernel: BoundKernel {
  let kernel: PortableKernel
  let buffers: KernelBuffers

  func prepare() {}

  func forward(seed: UInt64) { kernel.compute(buffers, seed) }

  func backward(seed: UInt64) { kernel.computeGradients(buffers, seed) }
}

extension ValueLayout {
  /// Sets every float to zero, those of absent channels included.
  func clear(_ values: UnsafeMutablePointer<Float>) { values.update(repeating: 0, count: count) }
}
