#if OneDNN
import COneDNN
import Graphs

/// A batch norm, with the ReLU behind it where there is one, by oneDNN.
struct BatchNormKernel: OperationKernel {
  let savedCount: Int
  let scratchCount: Int

  private let data: dnnl_memory_desc_t
  private let vector: dnnl_memory_desc_t
  private let workspace: dnnl_memory_desc_t?
  private let forward: Primitive
  private let backward: Primitive?
  private let usesBatch: Bool
  private let channels: Int
  private let discardedOffset: Int

  init(
    _ op: BatchNorm, hasReLU: Bool, _ request: KernelRequest, _ library: OneDNNLibrary
  ) {
    var data = dnnl_memory_desc_t(request.output)
    usesBatch = request.pass != .inference
    channels = request.output.shape.channels
    var flags = dnnl_use_scale.rawValue | dnnl_use_shift.rawValue
    if hasReLU { flags |= dnnl_fuse_norm_relu.rawValue }
    if !usesBatch { flags |= dnnl_use_global_stats.rawValue }
    var description = dnnl_batch_normalization_desc_t()
    // With batch statistics only the forward pass of training gives them back.
    check(
      dnnl_batch_normalization_forward_desc_init(
        &description, usesBatch ? dnnl_forward_training : dnnl_forward_inference, &data,
        op.epsilon, flags))
    let forward = Primitive(library, &description)
    if request.pass == .training {
      var description = dnnl_batch_normalization_desc_t()
      var gradient = data
      check(
        dnnl_batch_normalization_backward_desc_init(
          &description, dnnl_backward, &gradient, &data, op.epsilon, flags))
      backward = Primitive(library, &description, hint: forward)
    } else {
      backward = nil
    }
    let hasWorkspace = hasReLU && usesBatch
    workspace = hasWorkspace ? forward.memory(dnnl_query_workspace_md) : nil
    savedCount = BatchStatistics.count(channels: channels) + (workspace?.count ?? 0)
    // Where nobody wants the gradient of the input, it is computed into the scratch.
    discardedOffset =
      (max(forward.scratchpadCount, backward?.scratchpadCount ?? 0) + 15) / 16 * 16
    scratchCount = discardedOffset + (request.needsGradient[0] ? 0 : request.output.floatCount)
    self.data = data
    self.forward = forward
    vector = dnnl_memory_desc_t([channels], dnnl_a)
  }

  func bound(to buffers: KernelBuffers) -> any BoundKernel { Bound(self, buffers) }

  private final class Bound: BoundKernel {
    private let forwardStep: BoundPrimitive
    private let backwardStep: BoundPrimitive?

    init(_ kernel: BatchNormKernel, _ buffers: KernelBuffers) {
      let vector = kernel.vector
      let statistics =
        kernel.usesBatch
        ? (
          buffers.saved + BatchStatistics.meanOffset,
          buffers.saved + BatchStatistics.varianceOffset(channels: kernel.channels)
        ) : (buffers.parameters[2], buffers.parameters[3])
      var shared = [
        (DNNL_ARG_SRC, kernel.data, buffers.inputs[0]),
        (DNNL_ARG_MEAN, vector, statistics.0), (DNNL_ARG_VARIANCE, vector, statistics.1),
        (DNNL_ARG_SCALE, vector, buffers.parameters[0]),
        (DNNL_ARG_SHIFT, vector, buffers.parameters[1]),
      ]
      if let workspace = kernel.workspace {
        let place = buffers.saved + BatchStatistics.count(channels: kernel.channels)
        shared.append((DNNL_ARG_WORKSPACE, workspace, place))
      }
      forwardStep = kernel.forward.bound(
        to: shared + [(DNNL_ARG_DST, kernel.data, buffers.output)], scratchpad: buffers.scratch)
      if let backward = kernel.backward, let dy = buffers.outputGradient {
        let dx = buffers.inputGradients[0] ?? buffers.scratch + kernel.discardedOffset
        backwardStep = backward.bound(
          to: shared + [
            (DNNL_ARG_DIFF_DST, kernel.data, dy), (DNNL_ARG_DIFF_SRC, kernel.data, dx),
            (DNNL_ARG_DIFF_SCALE, vector, buffers.parameterGradients[0]),
            (DNNL_ARG_DIFF_SHIFT, vector, buffers.parameterGradients[1]),
          ], scratchpad: buffers.scratch)
      } else {
        backwardStep = nil
      }
    }

    func prepare() {}

    func forward(seed: UInt64) { forwardStep.run() }

    func backward(seed: UInt64) { backwardStep?.run() }
  }
}
#endif
