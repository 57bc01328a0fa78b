package import Graphs
package import Planning
package import Tensors

/// A trained network prepared for quantization-aware retraining, a rewrite of its graph.
///
/// Where the integer network will store a value stands a quantizer, and layers see their weights and
/// biases rounded. What is learnt beside weights and biases are the clips of values and the steps of weights
/// (PACT, arXiv 1805.06085; LSQ, arXiv 1902.08153). Softmax at the end is left out.
package struct RetrainableNetwork: Sendable {
  /// What becomes of batch norms.
  package enum Phase: String, Codable, Sendable, CaseIterable {
    /// They train with the statistics of their batches, as in the first epoch of the reference.
    case normalized
    /// They are part of the layers before them, and so frozen but for their biases.
    case folded
  }

  /// What becomes of batch norms.
  package let phase: Phase
  /// The network to train and to measure; it ends in logits.
  package let network: Network
  /// The first values: weights, clips and steps.
  package let weights: Weights

  let plan: RetrainingPlan
  /// The network before all rewrites.
  private let original: FloatGraph

  /// Rewrites a network.
  ///
  /// First clips are those of calibration, the first steps those of post-training quantization. A
  /// symmetric range commutes with the scale of a channel, so both phases have the same integers, but
  /// for PL+FB, whose steps are fitted anew once batch norms are folded. The same arguments give the
  /// same network.
  /// - Parameters:
  ///   - bits: bits and schemes of `QuantizableGraph(graph)`; nil is 8 bits everywhere with PC+ICN.
  ///   - batches: normalised images of the training set.
  ///   - mean: of the normalisation, per channel on the scale 0 to 1.
  ///   - std: of the normalisation, per channel, above 0.
  ///   - options: of which equalisation and correction of biases are left to training.
  ///   - values: computes the values of nodes of the folded network.
  /// - Throws: ``QuantizationError``, and whatever `values` throws.
  package init(
    _ graph: FloatGraph, _ weights: Weights, phase: Phase = .folded, bits: BitAssignment? = nil,
    calibratedOn batches: [Batch], mean: [Float], std: [Float],
    options: QuantizationOptions = QuantizationOptions(), values: NodeValues
  ) throws {
    try options.ranges.check()
    let image = try imageRange(
      channels: graph.inputValue.channels, mean: mean, std: std, of: batches)
    let folded = try foldingBatchNorms(graph, weights)
    let bits = NodeBits(bits, of: graph, folded: folded.graph)
    let lowered = try LoweredGraph(checking: folded.graph)
    let groups = QuantizationGroups(folded.graph, lowered)
    let calibration = try Calibration(
      folded.graph, folded.weights, watching: groups.watches(folded.graph, lowered),
      batches: batches, values: values)
    let choice = QuantizerChoice(
      folded.graph, lowered: lowered, groups: groups,
      ranges: CalibratedRanges(
        lowered: lowered, groups: groups, calibration: calibration, rule: options.ranges,
        bits: bits,
        image: image))
    let plan = RetrainingPlan(
      graph: folded.graph, norms: folded.norms.mapValues(\.name), lowered: lowered, groups: groups,
      choice: choice, bits: bits, options: options)
    var clips = Weights()
    for (owner, clip) in choice.clips.sorted(by: { $0.key < $1.key }) {
      clips[plan.clip(of: owner).name] = Tensor(shape: [1], values: [clip])
    }
    switch phase {
    case .folded:
      try self.init(
        original: graph, plan, folded, steps: plan.fittedSteps(folded), clips: clips)
    case .normalized:
      try self.init(
        normalizing: graph, weights, plan, steps: plan.fittedSteps(unfolding: folded, weights),
        clips: clips)
    }
  }

  /// The network whose batch norms are part of its layers.
  private init(
    original: FloatGraph, _ plan: RetrainingPlan, _ folded: FoldedNetwork,
    steps: [String: LayerSteps], clips: Weights
  ) throws {
    phase = .folded
    self.plan = plan
    self.original = original
    network = try plan.network(rewriting: folded.graph, steps: steps) { $0.name }
    weights = plan.weights(of: network, from: folded.weights, steps: steps, clips: clips)
  }

  /// The network that keeps its batch norms.
  private init(
    normalizing graph: FloatGraph, _ weights: Weights, _ plan: RetrainingPlan,
    steps: [String: LayerSteps], clips: Weights
  ) throws {
    phase = .normalized
    self.plan = plan
    original = graph
    network = try plan.network(rewriting: graph, steps: steps) { plan.norms[$0.name] ?? $0.name }
    self.weights = plan.weights(of: network, from: weights, steps: steps, clips: clips)
  }

  /// The same network with its batch norms folded after their epoch; one that is folded already takes
  /// over the trained values.
  ///
  /// The `network` of the result does not depend on `trained`, so a training that goes on in its
  /// second phase finds it with the first values.
  /// - Parameter trained: the values of ``network``, the statistics of batch norms recalibrated.
  /// - Throws: ``QuantizationError`` where a value is missing, misshapen or not finite.
  package func folded(_ trained: Weights) throws -> RetrainableNetwork {
    try check(trained)
    guard phase == .normalized else { return RetrainableNetwork(self, trained) }
    let folded = try foldingBatchNorms(original, trained)
    return try RetrainableNetwork(
      original: original, plan, folded, steps: plan.foldedSteps(folded, trained), clips: trained)
  }

  private init(_ other: RetrainableNetwork, _ weights: Weights) {
    phase = other.phase
    network = other.network
    plan = other.plan
    original = other.original
    self.weights = weights
  }

  /// The integer network whose values are those of the fake-quantized one up to the rounding of
  /// multipliers; in the form `floor` of biases, too.
  ///
  /// Ranges and steps are the trained ones. What it may differ by is what ``agreement(_:with:on:values:integerValue:)``
  /// holds it to.
  /// - Parameter trained: the values of ``network``, whose phase is `folded`.
  /// - Throws: ``QuantizationError`` where a value is missing, misshapen or not finite, or a sum leaves
  ///   its bits.
  package func integerGraph(_ trained: Weights) throws -> IntegerGraph {
    require(phase == .folded, "Batch norms are folded before a network is lowered.")
    try check(trained)
    return try plan.lowering(trained).integerGraph
  }

  /// Throws where a trained tensor is missing, misshapen or not finite.
  func check(_ trained: Weights) throws(QuantizationError) {
    for name in weights.names {
      guard let expected = weights[name]?.shape else { continue }
      try checkTensor(name, shape: expected, in: trained)
    }
  }
}
