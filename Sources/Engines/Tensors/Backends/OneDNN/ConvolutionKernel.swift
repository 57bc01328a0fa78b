#if OneDNN
import COneDNN
import Graphs

/// A dense or grouped convolution by oneDNN, in inference with what follows it.
///
/// Weights come as PyTorch lays them out and are moved to the format that each direction likes;
/// 3 × 3 convolutions of many channels are computed in the form of Winograd.
struct ConvolutionKernel: OperationKernel {
  let savedCount: Int
  let scratchCount: Int

  private let source: dnnl_memory_desc_t
  private let target: dnnl_memory_desc_t
  private let weights: dnnl_memory_desc_t
  private let bias: dnnl_memory_desc_t?
  private let op: Convolution
  private let epilogue: Epilogue
  private let forward: Primitive
  private let packForward: Primitive
  private let backward: Backward?
  /// Where in the scratch weights in other forms begin, behind the scratchpad.
  private let packedOffset: Int
  /// Where in the saved floats the folded bias begins, behind the packed weights.
  private let biasOffset: Int

  /// The primitives of the backward pass.
  private struct Backward: Sendable {
    var data: Primitive?
    var packData: Primitive?
    var weights: Primitive
    var unpackWeights: Primitive
  }

  init(
    _ op: Convolution, _ epilogue: Epilogue, _ request: KernelRequest, _ library: OneDNNLibrary
  ) {
    self.op = op
    self.epilogue = epilogue
    let (x, y) = (request.inputs[0], request.output)
    let (kernel, inputs) = (op.window.kernel, x.shape.channels / op.groups)
    let isGrouped = op.groups > 1
    let dimensions =
      isGrouped
      ? [op.groups, op.outputChannels / op.groups, inputs, kernel.height, kernel.width]
      : [op.outputChannels, inputs, kernel.height, kernel.width]
    let source = dnnl_memory_desc_t(x)
    let target = dnnl_memory_desc_t(y)
    let plain = dnnl_memory_desc_t(dimensions, isGrouped ? dnnl_goihw : dnnl_oihw)
    weights = plain
    let hasBias = op.hasBias || epilogue.norm != nil
    bias = hasBias ? dnnl_memory_desc_t([op.outputChannels], dnnl_a) : nil
    let free = dnnl_memory_desc_t(dimensions, dnnl_format_tag_any, x.element)
    // Gradients of weights are sums over many images and stay floats.
    let freeGradient = dnnl_memory_desc_t(dimensions, dnnl_format_tag_any)
    let geometry = ConvolutionGeometry(op, request)
    let isTraining = request.pass == .training

    let forward = Primitive.convolution(
      library, .forward(isTraining: isTraining, epilogue), source, free, bias, target, geometry)
    packForward = Primitive(library, reorder: weights, to: forward.memory(dnnl_query_weights_md))
    var backward: Backward?
    if isTraining {
      let data =
        request.needsGradient[0]
        ? Primitive.convolution(
          library, .backwardData(forward), source, free, nil, target, geometry) : nil
      let gradient = Primitive.convolution(
        library, .backwardWeights(forward), source, freeGradient, bias, target, geometry)
      backward = Backward(
        data: data,
        packData: data.map {
          Primitive(library, reorder: plain, to: $0.memory(dnnl_query_weights_md))
        },
        weights: gradient,
        unpackWeights: Primitive(
          library, reorder: gradient.memory(dnnl_query_diff_weights_md), to: weights))
    }
    self.backward = backward
    self.source = source
    self.target = target
    self.forward = forward
    let all = [
      forward, packForward, backward?.data, backward?.packData, backward?.weights,
      backward?.unpackWeights,
    ].compactMap { $0 }
    packedOffset = ((all.map(\.scratchpadCount).max() ?? 0) + 15) / 16 * 16
    biasOffset = (forward.memory(dnnl_query_weights_md).count + 15) / 16 * 16
    savedCount = biasOffset + (epilogue.norm == nil ? 0 : op.outputChannels)
    let packed = [
      epilogue.norm == nil ? 0 : plain.count,
      backward?.data?.memory(dnnl_query_weights_md).count ?? 0,
      backward?.weights.memory(dnnl_query_diff_weights_md).count ?? 0,
    ]
    scratchCount = packedOffset + (packed.max() ?? 0)
  }

  /// Whether one of the directions is computed by oneDNN's plain twin, tens of times as slow.
  var isSlow: Bool {
    [forward, backward?.data, backward?.weights].contains { $0?.isReference ?? false }
  }

  func bound(to buffers: KernelBuffers) -> any BoundKernel { Bound(self, buffers) }

  private final class Bound: BoundKernel {
    private let kernel: ConvolutionKernel
    private let buffers: KernelBuffers
    private let packStep: BoundPrimitive
    private let forwardStep: BoundPrimitive
    private let backwardSteps: [BoundPrimitive]

    init(_ kernel: ConvolutionKernel, _ buffers: KernelBuffers) {
      self.kernel = kernel
      self.buffers = buffers
      let (scratchpad, packed) = (buffers.scratch, buffers.scratch + kernel.packedOffset)
      let (plain, x, y) = (buffers.parameters[0], buffers.inputs[0], buffers.output)
      func reorder(
        _ primitive: Primitive, _ from: dnnl_memory_desc_t,
        _ fromAddress: UnsafeMutablePointer<Float>,
        _ to: dnnl_memory_desc_t, _ toAddress: UnsafeMutablePointer<Float>
      ) -> BoundPrimitive {
        primitive.bound(
          to: [(DNNL_ARG_FROM, from, fromAddress), (DNNL_ARG_TO, to, toAddress)],
          scratchpad: scratchpad)
      }
      let format = kernel.forward.memory(dnnl_query_weights_md)
      let isFolded = kernel.epilogue.norm != nil
      var arguments = [
        (DNNL_ARG_SRC, kernel.source, x), (DNNL_ARG_WEIGHTS, format, buffers.saved),
        (DNNL_ARG_DST, kernel.target, y),
      ]
      if let bias = kernel.bias {
        let place = isFolded ? buffers.saved + kernel.biasOffset : buffers.parameters[1]
        arguments.append((DNNL_ARG_BIAS, bias, place))
      }
      packStep = reorder(
        kernel.packForward, kernel.weights, isFolded ? packed : plain, format, buffers.saved)
      forwardStep = kernel.forward.bound(to: arguments, scratchpad: scratchpad)
      var steps: [BoundPrimitive] = []
      if let backward = kernel.backward, let dy = buffers.outputGradient {
        if let data = backward.data, let pack = backward.packData,
          let dx = buffers.inputGradients[0]
        {
          let format = data.memory(dnnl_query_weights_md)
          steps.append(reorder(pack, kernel.weights, plain, format, packed))
          steps.append(
            data.bound(
              to: [
                (DNNL_ARG_DIFF_DST, kernel.target, dy), (DNNL_ARG_WEIGHTS, format, packed),
                (DNNL_ARG_DIFF_SRC, kernel.source, dx),
              ], scratchpad: scratchpad))
        }
        let format = backward.weights.memory(dnnl_query_diff_weights_md)
        var arguments = [
          (DNNL_ARG_SRC, kernel.source, x), (DNNL_ARG_DIFF_DST, kernel.target, dy),
          (DNNL_ARG_DIFF_WEIGHTS, format, packed),
        ]
        if let bias = kernel.bias {
          arguments.append((DNNL_ARG_DIFF_BIAS, bias, buffers.parameterGradients[1]))
        }
        steps.append(backward.weights.bound(to: arguments, scratchpad: scratchpad))
        steps.append(
          reorder(
            backward.unpackWeights, format, packed, kernel.weights, buffers.parameterGradients[0]))
      }
      backwardSteps = steps
    }

    func prepare() {
      if kernel.epilogue.norm != nil { fold() }
      packStep.run()
    }

    /// Multiplies the batch norm into weights and bias.
    private func fold() {
      let folding = Folding(
        kernel.epilogue.norm, parameters: buffers.parameters, hasBias: kernel.op.hasBias)
      let folded = buffers.scratch + kernel.packedOffset
      let bias = buffers.saved + kernel.biasOffset
      let outputs = kernel.op.outputChannels
      let row = kernel.weights.count / outputs
      for channel in 0..<outputs {
        let (factor, shift) = folding.factorAndBias(of: channel)
        bias[channel] = shift
        for index in channel * row..<(channel + 1) * row {
          folded[index] = buffers.parameters[0][index] * factor
        }
      }
    }

    func forward(seed: UInt64) {
      if kernel.epilogue.addsInput, buffers.inputs[1] != buffers.output {
        buffers.output.update(from: buffers.inputs[1], count: kernel.target.count)
      }
      forwardStep.run()
    }

    func backward(seed: UInt64) { for step in backwardSteps { step.run() } }
  }
}
#endif
