import Graphs
import Planning

/// The quantizers of a network in retraining: one for each group of values with one scale.
///
/// Values that cannot be negative have a learnt clip above 0, which does the work of their ReLU; others
/// a learnt clip to either side. The image keeps the range of its normalisation, and h-swish and
/// h-sigmoid, inputs and outputs, the ranges that calibration saw: they reach far to one side of 0
/// only, where a clip to either side would waste steps.
struct QuantizerChoice {
  /// For each owner of a group its quantizer; what stands elsewhere is not read.
  let quantizers: [FakeQuantizer]
  /// For each owner whose clip is learnt, the first clip.
  let clips: [Int: Float]
  /// Whether the quantizer does the work of the ReLU inside a node, so that this can be left out.
  let replacesActivation: [Bool]

  init(
    _ graph: FloatGraph, lowered: LoweredGraph, groups: QuantizationGroups,
    ranges: CalibratedRanges
  ) {
    let isNonNegative = graph.nonNegativeValues(lowered)
    let isLopsided = graph.lopsidedValues(lowered)
    var quantizers = graph.nodes.map { _ in FakeQuantizer(.bits8, .symmetric) }
    var clips: [Int: Float] = [:]
    var replacesActivation = graph.nodes.map { _ in false }
    for owner in graph.nodes.indices where groups.owners[owner] == owner && lowered.isLive[owner] {
      let producers = groups.producers(of: owner)
      let members = graph.nodes.indices.filter { groups.owners[$0] == owner && lowered.isLive[$0] }
      let precision = ranges.bits.values[owner]
      if producers.contains(0) || members.contains(where: { isLopsided[$0] }) {
        let type = OutputQuantization(range: ranges.range(of: owner), precision: precision)
        quantizers[owner] = FakeQuantizer(
          precision, .fixed(scale: Float(type.scale), zeroPoint: type.zeroPoint))
      } else if producers.allSatisfy({ isNonNegative[$0] }) {
        quantizers[owner] = FakeQuantizer(precision, .unsigned)
        clips[owner] = Float(ranges.range(of: owner).upperBound).asClip
        let functions = Set(producers.map { lowered.clamp(of: $0) })
        for producer in producers {
          let function = lowered.clamp(of: producer)
          // A clip of ReLU6 takes the place of its 6, where no other value needs it larger.
          replacesActivation[producer] =
            function == .relu || function == .relu6 && functions.count == 1
        }
      } else {
        quantizers[owner] = FakeQuantizer(precision, .symmetric)
        clips[owner] = Float(ranges.symmetricClip(of: owner)).asClip
      }
    }
    self.quantizers = quantizers
    self.clips = clips
    self.replacesActivation = replacesActivation
  }
}

extension Float {
  /// A first clip; values that are all 0 get 1, as a dead ReLU does.
  fileprivate var asClip: Float { self > 0 ? Swift.max(self, FakeQuantizer.leastClip) : 1 }
}

extension LoweredGraph {
  /// The ReLU inside a node, or nil.
  fileprivate func clamp(of node: Int) -> Activation? {
    guard let inside = activations[node], case .activation(let function) = graph.nodes[inside].op
    else { return nil }
    return function
  }
}

extension Graph where Op == FloatOp {
  /// For each node whether its value, that of a ReLU inside included, is never below 0.
  fileprivate func nonNegativeValues(_ lowered: LoweredGraph) -> [Bool] {
    var isNonNegative: [Bool] = []
    for (index, node) in nodes.enumerated() {
      let isClamped = lowered.clamp(of: index)?.isNonNegative ?? false
      switch node.op {
      case .input, .convolution, .dense, .batchNorm, .softmax:
        isNonNegative.append(isClamped)
      case .activation(let function):
        isNonNegative.append(function.isNonNegative)
      case .add, .multiply, .pool, .globalAveragePool, .concat, .flatten:
        isNonNegative.append(isClamped || node.inputs.allSatisfy { isNonNegative[$0] })
      }
    }
    return isNonNegative
  }

  /// For each node whether it is a function that becomes a table, or one of these reads it.
  fileprivate func lopsidedValues(_ lowered: LoweredGraph) -> [Bool] {
    var isLopsided = nodes.map { _ in false }
    for (index, node) in nodes.enumerated() where lowered.isLive[index] {
      guard case .activation(let function) = node.op, !function.isClamp else { continue }
      isLopsided[index] = true
      isLopsided[node.inputs[0]] = true
    }
    return isLopsided
  }
}

extension OutputQuantization {
  /// What a quantizer rounds to, with this clip where it has one.
  init(_ quantizer: FakeQuantizer, clip: Float?) {
    let zeroPoint: Int32 =
      switch quantizer.range {
      case .unsigned: quantizer.precision.minimum
      case .symmetric: 0
      case .fixed(_, let zeroPoint): zeroPoint
      }
    self.init(
      precision: quantizer.precision, scale: Double(quantizer.step(clip: clip)),
      zeroPoint: zeroPoint, minimum: zeroPoint + quantizer.levels.lowerBound,
      maximum: zeroPoint + quantizer.levels.upperBound)
  }
}
