import Graphs
import Planning

/// The quantization of every value of a network.
struct OutputQuantizations {
  private let outputs: [OutputQuantization]

  subscript(node: Int) -> OutputQuantization { outputs[node] }

  /// - Parameters:
  ///   - quantization: that of the group of an owner, over its whole range.
  ///   - isClamping: whether the ReLU that a node represents narrows the stored range.
  init(
    _ graph: FloatGraph, lowered: LoweredGraph, groups: QuantizationGroups,
    quantization: (_ owner: Int) -> OutputQuantization,
    isClamping: (_ node: Int) -> Bool = { _ in true }
  ) {
    outputs = graph.nodes.indices.map { index in
      var output = quantization(groups.owners[index])
      if case .activation(let function) = graph.nodes[lowered.represented(by: index)].op,
        function.isClamp, isClamping(index)
      {
        output.clamp(toReal: function.support)
      }
      return output
    }
  }

  /// Ranges from calibration, zero points wherever they fall.
  ///
  /// - Parameters:
  ///   - image: the range of the input.
  ///   - calibration: holds the histograms of what the groups watch.
  init(
    _ graph: FloatGraph, lowered: LoweredGraph, groups: QuantizationGroups,
    calibration: Calibration, rule: RangeRule, bits: NodeBits, image: ClosedRange<Double>
  ) {
    let ranges = CalibratedRanges(
      lowered: lowered, groups: groups, calibration: calibration, rule: rule, bits: bits,
      image: image)
    self.init(graph, lowered: lowered, groups: groups) { owner in
      OutputQuantization(range: ranges.range(of: owner), precision: bits.values[owner])
    }
  }
}

/// The ranges of groups of values as calibration saw them.
struct CalibratedRanges {
  let lowered: LoweredGraph
  let groups: QuantizationGroups
  let calibration: Calibration
  let rule: RangeRule
  let bits: NodeBits
  /// The range of the input.
  let image: ClosedRange<Double>

  /// The smallest range that holds those of all producers.
  func range(of owner: Int) -> ClosedRange<Double> {
    groups.producers(of: owner).reduce(0...0) { union, index in
      guard index != 0 else { return union.union(image) }
      guard let histogram = histogram(of: index) else { return union }
      return union.union(
        rule(of: owner).range(of: histogram, precision: bits.values[owner]))
    }
  }

  /// The largest clip to either side of 0 that a producer asks for.
  func symmetricClip(of owner: Int) -> Double {
    groups.producers(of: owner).reduce(0) { clip, index in
      guard let histogram = histogram(of: index) else { return clip }
      return max(
        clip, rule(of: owner).symmetricClip(of: histogram, precision: bits.values[owner]))
    }
  }

  private func histogram(of producer: Int) -> ActivationHistogram? {
    calibration.histograms[lowered.represented(by: producer)]
  }

  /// Clipped logits would tie; there the largest one counts, not the mean error.
  private func rule(of owner: Int) -> RangeRule {
    owner == groups.owners[lowered.output] ? .minimumAndMaximum : rule
  }
}

extension ClosedRange<Double> {
  /// The smallest range that holds both.
  fileprivate func union(_ other: ClosedRange) -> ClosedRange {
    Swift.min(lowerBound, other.lowerBound)...Swift.max(upperBound, other.upperBound)
  }
}

extension OutputQuantization {
  /// All steps over a range that is widened to hold 0; 0 itself is stored exactly.
  ///
  /// A range of 0 alone, as a dead ReLU has it, becomes 0 to 1.
  init(range: ClosedRange<Double>, precision: Precision) {
    let lower = min(range.lowerBound, 0)
    let upper = lower == 0 && range.upperBound <= 0 ? 1 : max(range.upperBound, 0)
    let scale = (upper - lower) / Double(precision.steps)
    let zeroPoint = (Double(precision.minimum) - lower / scale).rounded()
    self.init(precision: precision, scale: scale, zeroPoint: Int32(zeroPoint))
  }

  /// Narrows the stored range to that of real values between these ends.
  fileprivate mutating func clamp(toReal range: ClosedRange<Double>) {
    minimum = stored(range.lowerBound)
    maximum = stored(range.upperBound)
  }

  /// The real value nearest to `real` that is stored.
  func rounded(_ real: Double) -> Double { Double(stored(real) - zeroPoint) * scale }

  /// The nearest stored value, clamped to the range.
  func stored(_ real: Double) -> Int32 {
    let value = (real / scale).rounded() + Double(zeroPoint)
    return Int32(min(max(value, Double(minimum)), Double(maximum)))
  }
}
