import Graphs

/// What computes the operations of a network; an engine has one.
protocol ComputeBackend: Sendable {
  /// How the value of each node of `graph` lies in memory.
  func layouts(of graph: TrainingGraph, images: Int, pass: Pass) -> [ValueLayout]

  /// The kernel for an operation.
  func kernel(for request: KernelRequest) -> any OperationKernel

  /// Called on a thread before it compiles or runs kernels.
  func prepareThread()

  /// `sum[i] += values[i]` for all values that `floatCount` floats have room for.
  func accumulate(
    _ values: UnsafeMutablePointer<Float>, into sum: UnsafeMutablePointer<Float>, floatCount: Int,
    _ element: ValueLayout.Element)
}

/// A kernel that is ready for values of fixed layouts; it holds no values.
protocol OperationKernel: Sendable {
  /// Floats that `prepare()` and the forward pass leave for what follows.
  var savedCount: Int { get }
  /// Floats that are needed while it runs.
  var scratchCount: Int { get }

  /// The kernel on fixed memory.
  func bound(to buffers: KernelBuffers) -> any BoundKernel
}

/// The memory on which a kernel works; all addresses are multiples of 64 bytes.
struct KernelBuffers {
  var inputs: [UnsafeMutablePointer<Float>]
  var output: UnsafeMutablePointer<Float>
  /// Contiguous, in the order of `TrainingOp.parameters(node:inputs:)`.
  var parameters: [UnsafeMutablePointer<Float>]
  /// The gradient of the output; read by the backward pass.
  var outputGradient: UnsafeMutablePointer<Float>?
  /// The gradients of the inputs, overwritten by the backward pass; nil where nobody wants one.
  var inputGradients: [UnsafeMutablePointer<Float>?]
  /// The gradients of the parameters, overwritten by the backward pass.
  var parameterGradients: [UnsafeMutablePointer<Float>]
  var saved: UnsafeMutablePointer<Float>
  var scratch: UnsafeMutablePointer<Float>
}

/// A kernel on fixed memory; used by one thread at a time.
protocol BoundKernel {
  /// Brings the parameters into the form that the passes read, after they have changed.
  func prepare()

  /// Computes the output.
  ///
  /// - Parameter seed: of what is random in this pass.
  func forward(seed: UInt64)

  /// Computes the gradients of inputs and parameters, after `forward(seed:)` with the same seed.
  func backward(seed: UInt64)
}

/// The values that a batch norm kernel leaves at the start of its saved floats.
struct BatchStatistics {
  /// Where the means begin.
  static let meanOffset = 0

  /// Where the variances begin.
  static func varianceOffset(channels: Int) -> Int { (channels + 15) / 16 * 16 }

  /// The floats of both.
  static func count(channels: Int) -> Int { 2 * varianceOffset(channels: channels) }
}
