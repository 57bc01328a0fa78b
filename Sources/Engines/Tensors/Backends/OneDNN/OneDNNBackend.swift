#if OneDNN
import COneDNN
import CTensorKernels
import Foundation
import Graphs

/// Convolutions and batch norms by oneDNN, depthwise convolutions, pools, quantizers and functions of
/// single values by kernels of our own, the rest by the portable twin; values keep blocks of 16 or 8
/// channels.
final class OneDNNBackend: ComputeBackend {
  private let library = OneDNNLibrary()
  private let vectors: VectorKernels
  /// The same for values in 16 bits, or nil where all are floats.
  private let halfVectors: VectorKernels?
  private let lock = NSLock()
  /// Primitives cost up to a millisecond each to make; touched while the lock is held.
  nonisolated(unsafe) private var known: [KernelRequest: any OperationKernel] = [:]
  /// A supernet of some ten blocks has about a thousand.
  private let limit = 8192

  /// - Parameter trainsInBFloat16: only where ``hasBFloat16``.
  init(trainsInBFloat16: Bool = false) {
    vectors = Self.fastestVectors
    halfVectors =
      trainsInBFloat16 ? tensor_kernels_of(3).map { VectorKernels(table: $0.pointee) } : nil
  }

  /// Our own kernels on floats.
  private static var fastestVectors: VectorKernels {
    let best = OneDNNLibrary.hasAVX512 ? tensor_kernels_of(2) : nil
    let plain = tensor_kernels_of(1) ?? tensor_kernels_of(0)
    guard let table = best ?? plain else { fatalError("the plainest kernels are always there") }
    return VectorKernels(table: table.pointee)
  }

  /// The instructions of our own kernels, and how values lie.
  static var description: String {
    let vectors = fastestVectors
    return "\(vectors.name), blocks of \(vectors.block) channels"
  }

  /// Whether this processor computes with bfloat16.
  static var hasBFloat16: Bool {
    OneDNNLibrary.hasBFloat16 && tensor_kernels_of(3) != nil
  }

  func prepareThread() { omp_set_num_threads(1) }

  /// An image that only dense convolutions read, perhaps through a quantizer without a clip, stays
  /// `[N, C, H, W]`, which their first layers like; gradients in this layout would be slow.
  func layouts(of graph: TrainingGraph, images: Int, pass: Pass) -> [ValueLayout] {
    let quantized = graph.nodes.indices.filter {
      guard case .quantizer(let op) = graph.nodes[$0].op else { return false }
      return !op.hasClip && graph.nodes[$0].inputs == [0]
    }
    let forms = Set([0] + quantized)
    let isPlain =
      graph.inputValue.channels <= 4
      && graph.nodes.enumerated().allSatisfy { index, node in
        guard !forms.contains(index), !forms.isDisjoint(with: node.inputs) else { return true }
        return if case .inference(.convolution(let op)) = node.op { op.groups == 1 } else { false }
      }
    return graph.nodes.enumerated().map { index, node in
      ValueLayout(
        shape: node.value, images: images,
        block: isPlain && forms.contains(index) ? 1 : vectors.block,
        element: pass == .training && halfVectors != nil ? .bfloat16 : .float)
    }
  }

  func kernel(for request: KernelRequest) -> any OperationKernel {
    if let known = lock.withLock({ known[request] }) { return known }
    let new = make(request)
    lock.withLock {
      if known.count >= limit { known.removeAll() }
      known[request] = new
    }
    return new
  }

  private func make(_ request: KernelRequest) -> any OperationKernel {
    let vectors = vectors(for: request.output.element)
    switch request.operation {
    case .convolution(let op, let epilogue):
      if op.isDepthwise(inputChannels: request.inputs[0].shape.channels) {
        return DepthwiseKernel(op, epilogue, request, vectors)
      }
      let kernel = ConvolutionKernel(op, epilogue, request, library)
      // In 16 bits oneDNN 2.6 has no gradient of a first layer of other than whole blocks.
      guard request.output.element == .bfloat16, kernel.isSlow else { return kernel }
      return ConvertingKernel(request) { ConvolutionKernel(op, epilogue, $0, library) }
    case .batchNorm(let op, let hasReLU):
      return BatchNormKernel(op, hasReLU: hasReLU, request, library)
    case .activation(let op):
      return ActivationKernel(op, request, vectors)
    case .add:
      return AddKernel(count: request.output.count, vectors: vectors)
    case .pool(let op):
      return PoolKernel(op, request, vectors)
    case .multiply:
      return ScaleKernel(request, vectors) ?? ConvertingKernel(request)
    case .concat, .flatten, .softmax, .dropout:
      return ConvertingKernel(request)
    case .quantizer(let op):
      return QuantizerKernel(op, request, vectors)
    }
  }

  private func vectors(for element: ValueLayout.Element) -> VectorKernels {
    switch element {
    case .float: vectors
    case .bfloat16: halfVectors ?? vectors
    }
  }

  func accumulate(
    _ values: UnsafeMutablePointer<Float>, into sum: UnsafeMutablePointer<Float>, floatCount: Int,
    _ element: ValueLayout.Element
  ) {
    let count =
      switch element {
      case .float: floatCount
      case .bfloat16: 2 * floatCount
      }
    vectors(for: element).table.accumulate(values, sum, count)
  }
}
#endif
