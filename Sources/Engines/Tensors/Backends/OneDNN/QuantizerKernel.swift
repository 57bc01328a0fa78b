#if OneDNN
import CTensorKernels
import Graphs

/// Rounding of values to those of an integer tensor.
///
/// Absent channels are zeros, which every range holds and no clip is as small as.
struct QuantizerKernel: OperationKernel {
  let savedCount = 0
  let scratchCount = 0
  private let op: FakeQuantizer
  private let count: Int
  private let vectors: VectorKernels

  init(_ op: FakeQuantizer, _ request: KernelRequest, _ vectors: VectorKernels) {
    self.op = op
    count = request.output.count
    self.vectors = vectors
  }

  func bound(to buffers: KernelBuffers) -> any BoundKernel {
    Bound(kernel: self, buffers: buffers)
  }

  private struct Bound: BoundKernel {
    let kernel: QuantizerKernel
    let buffers: KernelBuffers

    func prepare() {}

    private var quantizer: tensor_quantizer {
      kernel.op.quantizer(clip: buffers.parameters.first?.pointee)
    }

    func forward(seed: UInt64) {
      withUnsafePointer(to: quantizer) {
        kernel.vectors.table.quantize($0, buffers.inputs[0], buffers.output, kernel.count)
      }
    }

    func backward(seed: UInt64) {
      guard let dy = buffers.outputGradient else { return }
      let clipGradient = withUnsafePointer(to: quantizer) {
        kernel.vectors.table.quantize_backward(
          $0, buffers.inputs[0], dy, buffers.inputGradients[0], kernel.count)
      }
      buffers.parameterGradients.first?.pointee = Float(clipGradient)
    }
  }
}

extension FakeQuantizer {
  /// The numbers of the range as our C kernels want them.
  fileprivate func quantizer(clip: Float?) -> tensor_quantizer {
    let (step, ends) = (step(clip: clip), ends(clip: clip))
    return tensor_quantizer(
      step: step, per_step: 1 / step, lower: Float(levels.lowerBound),
      upper: Float(levels.upperBound), low: ends.lower, high: ends.upper,
      share_below: range == .symmetric ? -1 : 0)
  }
}
#endif
