import Graphs

/// The quantization of every value of a network: ranges, and which values share one.
struct OutputQuantizations {
  private let outputs: [OutputQuantization]

  subscript(node: Int) -> OutputQuantization { outputs[node] }

  /// - Parameters:
  ///   - image: the range of the input.
  ///   - calibration: holds the histograms of all nodes in `watches`.
  init(
    _ graph: FloatGraph, fused: FusedActivations, calibration: Calibration, rule: RangeRule,
    bits: NodeBits, image: ClosedRange<Double>
  ) {
    let owners = Self.owners(graph, fused)
    let resultOwner = owners[fused.output]
    var ranges = [ClosedRange<Double>](repeating: 0...0, count: graph.nodes.count)
    for index in graph.nodes.indices where fused.isLive[index] {
      let range: ClosedRange<Double>
      if index == 0 {
        range = image
      } else if let histogram = calibration.histograms[fused.represented(by: index)],
        Self.ownsQuantization(index, graph, fused)
      {
        // Clipped logits would tie; there the largest one counts, not the mean error.
        let rule = owners[index] == resultOwner ? .minimumAndMaximum : rule
        range = rule.range(of: histogram, precision: bits.values[owners[index]])
      } else {
        continue
      }
      ranges[owners[index]] = ranges[owners[index]].union(range)
    }
    outputs = graph.nodes.indices.map { index in
      let owner = owners[index]
      var output = OutputQuantization(range: ranges[owner], precision: bits.values[owner])
      if case .activation(let function) = graph.nodes[fused.represented(by: index)].op,
        function.isClamp
      {
        output.clamp(toReal: function.support)
      }
      return output
    }
  }

  /// The nodes to watch for ranges, with the bounds beyond which their readers see no difference.
  static func watches(_ graph: FloatGraph, _ fused: FusedActivations) -> [Calibration.Watch] {
    graph.nodes.indices.filter { fused.isLive[$0] && ownsQuantization($0, graph, fused) }.map {
      let node = fused.represented(by: $0)
      var bounds = -Double.infinity...Double.infinity
      if node != fused.output, fused.readers[node].count == 1,
        case .activation(let function) = graph.nodes[fused.readers[node][0]].op
      {
        bounds = function.support
      }
      return Calibration.Watch(node: node, bounds: bounds)
    }
  }

  /// Whether the node is not a ReLU inside another and has a quantization of its own.
  private static func ownsQuantization(
    _ index: Int, _ graph: FloatGraph, _ fused: FusedActivations
  ) -> Bool {
    !fused.isInside[index] && !graph.nodes[index].op.keepsQuantization
  }

  /// For each node the smallest index of those with which it shares scale and zero point.
  ///
  /// All inputs of a concat share them, and so do the values on the way there that keep theirs.
  private static func owners(_ graph: FloatGraph, _ fused: FusedActivations) -> [Int] {
    var parents = Array(graph.nodes.indices)
    func root(_ index: Int) -> Int {
      var index = index
      while parents[index] != index { index = parents[index] }
      return index
    }
    for (index, node) in graph.nodes.enumerated() where fused.isLive[index] {
      guard node.op.keepsQuantization || fused.isInside[index] else { continue }
      for input in node.inputs {
        let (one, other) = (root(index), root(input))
        parents[max(one, other)] = min(one, other)
      }
    }
    return graph.nodes.indices.map(root)
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
  fileprivate init(range: ClosedRange<Double>, precision: Precision) {
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
