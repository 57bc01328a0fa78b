#if OneDNN
import CTensorKernels
import Graphs

/// Our own SIMD functions for one instruction set.
struct VectorKernels: @unchecked Sendable {
  let table: tensor_kernels

  init(table: tensor_kernels) {
    self.table = table
  }

  /// The instruction set, for example "AVX-512".
  var name: String { String(cString: table.name) }

  /// Channels that lie side by side.
  var block: Int { Int(table.block) }
}

extension ValueLayout {
  /// Sets the floats of absent channels to zero.
  fileprivate func clearAbsent(_ values: UnsafeMutablePointer<Float>) {
    let present = shape.channels % block
    guard present > 0 else { return }
    for image in 0..<images {
      let first = offset(image: image, pixel: 0, channel: shape.channels - 1) + 1
      for pixel in 0..<shape.area {
        let place = first + pixel * block
        switch element {
        case .float: (values + place).update(repeating: 0, count: block - present)
        case .bfloat16: (values.halves + place).update(repeating: 0, count: block - present)
        }
      }
    }
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

    func prepare() {}

    func forward(seed: UInt64) {
      vectors.table.add(buffers.inputs[0], buffers.inputs[1], buffers.output, count)
    }

    /// The gradient passes through, which a program arranges without a kernel.
    func backward(seed: UInt64) {}
  }
}

/// A function of each value.
struct ActivationKernel: OperationKernel {
  let savedCount = 0
  let scratchCount = 0
  private let op: Activation
  private let layout: ValueLayout
  private let vectors: VectorKernels

  init(_ op: Activation, _ request: KernelRequest, _ vectors: VectorKernels) {
    self.op = op
    layout = request.output
    self.vectors = vectors
  }

  func bound(to buffers: KernelBuffers) -> any BoundKernel {
    Bound(kernel: self, buffers: buffers)
  }

  private struct Bound: BoundKernel {
    let kernel: ActivationKernel
    let buffers: KernelBuffers

    func prepare() {}

    func forward(seed: UInt64) {
      kernel.vectors.table.activate(
        kernel.op.function, buffers.inputs[0], buffers.output, kernel.layout.count)
      // Absent channels stay zeros.
      if kernel.op(0 as Float) != 0 { kernel.layout.clearAbsent(buffers.output) }
    }

    func backward(seed: UInt64) {
      guard let dy = buffers.outputGradient, let dx = buffers.inputGradients[0] else { return }
      kernel.vectors.table.activate_backward(
        kernel.op.function, buffers.inputs[0], dy, dx, kernel.layout.count)
    }
  }
}

/// The mean or the largest of the values under a window.
struct PoolKernel: OperationKernel {
  let savedCount = 0
  let scratchCount = 0
  private let window: tensor_window
  private let isMaximum: Int32
  private let vectors: VectorKernels

  init(_ op: Pool, _ request: KernelRequest, _ vectors: VectorKernels) {
    window = tensor_window(op.window, input: request.inputs[0], output: request.output)
    isMaximum = op.kind == .maximum ? 1 : 0
    self.vectors = vectors
  }

  func bound(to buffers: KernelBuffers) -> any BoundKernel {
    Bound(kernel: self, buffers: buffers)
  }

  private struct Bound: BoundKernel {
    let kernel: PoolKernel
    let buffers: KernelBuffers

    func prepare() {}

    func forward(seed: UInt64) {
      withUnsafePointer(to: kernel.window) {
        kernel.vectors.table.pool_forward($0, kernel.isMaximum, buffers.inputs[0], buffers.output)
      }
    }

    func backward(seed: UInt64) {
      guard let dy = buffers.outputGradient, let dx = buffers.inputGradients[0] else { return }
      withUnsafePointer(to: kernel.window) {
        kernel.vectors.table.pool_backward(
          $0, kernel.isMaximum, buffers.inputs[0], buffers.output, dy, dx)
      }
    }
  }
}

/// The product of a map and one value per channel.
struct ScaleKernel: OperationKernel {
  let savedCount = 0
  let scratchCount = 0
  private let planes: Int
  private let area: Int
  private let vectors: VectorKernels

  /// Nil where both values are maps.
  init?(_ request: KernelRequest, _ vectors: VectorKernels) {
    guard request.inputs[1].shape.area == 1 else { return nil }
    planes = request.output.images * request.output.blocks
    area = request.output.shape.area
    self.vectors = vectors
  }

  func bound(to buffers: KernelBuffers) -> any BoundKernel {
    Bound(kernel: self, buffers: buffers)
  }

  private struct Bound: BoundKernel {
    let kernel: ScaleKernel
    let buffers: KernelBuffers

    func prepare() {}

    func forward(seed: UInt64) {
      kernel.vectors.table.scale(
        buffers.inputs[0], buffers.inputs[1], buffers.output, kernel.planes, kernel.area)
    }

    func backward(seed: UInt64) {
      guard let dy = buffers.outputGradient else { return }
      if let da = buffers.inputGradients[0] {
        kernel.vectors.table.scale(dy, buffers.inputs[1], da, kernel.planes, kernel.area)
      }
      if let db = buffers.inputGradients[1] {
        kernel.vectors.table.scale_backward(
          buffers.inputs[0], dy, db, kernel.planes, kernel.area)
      }
    }
  }
}
#endif
