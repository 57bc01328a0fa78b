import Graphs
import Planning
import Quantization
import SampleNetworks
import Tensors
import Testing

/// The rewrite of a network for retraining.
struct RetrainingTests {
  private static let schemes: [QuantizationScheme] = [
    .perChannelNormalized, .perLayerNormalized, .perLayerFolded,
  ]

  @Test func `Quantizers stand where values are stored, and do the work of ReLUs`() throws {
    let sample = try Sample(seed: 1) { try $0.mobile(.relu6) }
    let bits = sample.uniform(.bits4)
    for phase in RetrainableNetwork.Phase.allCases {
      let retrainable = try sample.retrainable(phase, bits)
      try retrainable.network.graph.verify()
      let names = retrainable.network.graph.nodes.map(\.name)
      #expect(!names.contains { $0.contains("relu") || $0 == "softmax" })
      #expect(names.contains("stem.bn") == (phase == .normalized))
      #expect(names.last == "classifier.quantizer")
      let quantizers = retrainable.quantizers
      #expect(quantizers.count == 11)
      for name in ["stem", "b0.expand", "b0.depthwise", "b1.expand", "b1.depthwise"] {
        #expect(quantizers[name] == FakeQuantizer(.bits4, .unsigned))
        #expect((0.001...6).contains(retrainable.weights["\(name).quantizer.clip"]?.values[0] ?? 0))
      }
      for name in ["b0.project", "b1.project", "sum"] {
        #expect(quantizers[name] == FakeQuantizer(.bits4, .symmetric))
      }
      #expect(quantizers["pool"] == FakeQuantizer(.bits4, .symmetric))
      #expect(quantizers["classifier"] == FakeQuantizer(.bits8, .symmetric))
      guard case .fixed? = quantizers["image"]?.range else {
        Issue.record("The image is not fixed.")
        continue
      }
    }
  }

  @Test func `Values of one concat share a clip, and what is lopsided keeps its range`() throws {
    let sample = try Sample(seed: 2) { try $0.branches() }
    let retrainable = try sample.retrainable()
    try retrainable.network.graph.verify()
    let quantizers = retrainable.quantizers
    #expect(quantizers["one"]?.range == .symmetric)
    #expect(quantizers["two"]?.range == .symmetric)
    #expect(quantizers["two.pool"] == nil && quantizers["joined"] == nil)
    let own = Parameter(node: "two.quantizer", role: .clip, shape: [1])
    #expect(retrainable.network.views[own].source == "one.quantizer.clip")
    #expect(retrainable.weights[own.name] == nil)
    // ReLU6 bounds one input of the concat only, so it stays.
    #expect(retrainable.network.graph.nodes.contains { $0.op == .inference(.activation(.relu6)) })
    #expect(quantizers["lone"]?.range == .unsigned)
    #expect(quantizers["gated"]?.range == .unsigned)
    #expect(quantizers["average"]?.range == .unsigned)
    guard case .fixed? = quantizers["gate"]?.range else {
      Issue.record("What h-sigmoid reads is not fixed.")
      return
    }
  }

  @Test(arguments: schemes)
  func `Steps are per output, per layer, or per layer before folding`(
    scheme: QuantizationScheme
  ) throws {
    let sample = try Sample(unruly: 3) { try $0.mobile(.relu) }
    let bits = QuantizableGraph(sample.graph).uniform(.bits4, scheme: scheme)
    for phase in RetrainableNetwork.Phase.allCases {
      let retrainable = try sample.retrainable(phase, bits)
      let weight = Parameter(node: "b0.expand", role: .weight, shape: [])
      let view = retrainable.network.views[weight]
      #expect(view.quantization?.precision == .bits4)
      #expect(view.quantization?.steps == "b0.expand.step")
      let steps = retrainable.weights["b0.expand.step"]?.values.count ?? 0
      #expect((steps > 1) == (scheme == .perChannelNormalized))
      let hasRatios =
        phase == .folded ? scheme == .perLayerNormalized : scheme == .perLayerFolded
      #expect((view.quantization?.ratios == "b0.expand.ratio") == hasRatios)
      #expect((retrainable.weights["b0.expand.ratio"] != nil) == hasRatios)
      // A layer without a batch norm is the same before and after folding.
      #expect(retrainable.weights["classifier.ratio"] == nil)
    }
  }

  @Test(arguments: schemes)
  func `Folding after no training gives the integers of folding before`(
    scheme: QuantizationScheme
  ) throws {
    for sample in try [
      Sample(unruly: 4) { try $0.mobile(.hSwish) }, Sample(unruly: 5) { try $0.branches() },
    ] {
      let bits = QuantizableGraph(sample.graph).uniform(.bits4, scheme: scheme)
      let first = try sample.retrainable(.normalized, bits)
      let (late, early) = (try first.folded(first.weights), try sample.retrainable(.folded, bits))
      #expect(late.phase == .folded)
      #expect(late.network == early.network)
      #expect(late.weights.names == early.weights.names)
      let graphs = try [late.integerGraph(late.weights), early.integerGraph(early.weights)]
      for (one, other) in zip(graphs[0].nodes, graphs[1].nodes) {
        #expect(one.value == other.value)
        switch (one.op, other.op) {
        case (.convolution(let one), .convolution(let other)):
          #expect(one.weights == other.weights)
        case (.dense(let one), .dense(let other)):
          #expect(one.weights == other.weights)
        default:
          #expect(one.op == other.op)
        }
      }
    }
  }

  @Test(arguments: schemes)
  func `Channels that a batch norm or training made 0 stay 0`(scheme: QuantizationScheme) throws {
    var sample = try Sample(unruly: 9) { try $0.mobile(.relu) }
    sample.weights["b0.expand.bn.weight"]?.values[1] = 0
    for tap in 0..<9 { sample.weights["b0.depthwise.weight"]?.values[9 * 2 + tap] = 0 }
    let bits = QuantizableGraph(sample.graph).uniform(.bits4, scheme: scheme)
    for phase in RetrainableNetwork.Phase.allCases {
      let first = try sample.retrainable(phase, bits)
      let folded = try first.folded(first.weights)
      for name in folded.weights.names {
        #expect(folded.weights[name]?.values.allSatisfy(\.isFinite) ?? false)
      }
      let integer = try folded.integerGraph(folded.weights)
      try integer.verify()
      guard case .convolution(let expand)? = integer.node(named: "b0.expand")?.op,
        case .convolution(let depthwise)? = integer.node(named: "b0.depthwise")?.op
      else {
        Issue.record("The layers of the block are no convolutions.")
        continue
      }
      let inputs = expand.weights.shape[3]
      #expect(expand.weights.values[inputs..<2 * inputs].allSatisfy { $0 == 0 })
      #expect(depthwise.weights.values[18..<27].allSatisfy { $0 == 0 })
    }
  }

  @Test func `The folded network does not depend on what was trained`() throws {
    let sample = try Sample(unruly: 6) { try $0.branches() }
    let first = try sample.retrainable(.normalized)
    let trained = first.drifted(seed: 1)
    let folded = try first.folded(trained)
    #expect(try folded.network == first.folded(first.weights).network)
    #expect(folded.weights["one.quantizer.clip"] == trained["one.quantizer.clip"])
    #expect(try folded.folded(folded.drifted(seed: 2)).weights == folded.drifted(seed: 2))
  }

  @Test func `Ranges and steps of the integer network are the trained ones`() throws {
    let sample = try Sample(unruly: 7) { try $0.mobile(.relu) }
    let retrainable = try sample.retrainable(.folded, sample.uniform(.bits2))
    let trained = retrainable.drifted(seed: 3)
    let integer = try retrainable.integerGraph(trained)
    try integer.verify()
    let clip = try #require(trained["stem.quantizer.clip"]?.values[0])
    let stem = try #require(integer.node(named: "stem"))
    #expect(stem.value.scale == Double(clip / 3))
    #expect(stem.value.zeroPoint == -2)
    let project = try #require(integer.node(named: "b0.project"))
    #expect(project.value.zeroPoint == 0)
    guard case .convolution(let op) = project.op else {
      Issue.record("The projection is no convolution.")
      return
    }
    #expect([op.output.minimum, op.output.maximum] == [-1, 1])
    let inputs = project.inputs.map { integer.nodes[$0].value.scale }
    let steps = trained["b0.project.step"]?.values ?? []
    guard case .rounded(let multipliers, let shift) = op.requantization else {
      Issue.record("The multipliers are not in the rounded form.")
      return
    }
    #expect(multipliers.count == steps.count && !steps.isEmpty)
    for (multiplier, step) in zip(multipliers, steps) {
      let real = inputs[0] * Double(step) / project.value.scale
      let unit = Double(sign: .plus, exponent: shift - 32, significand: 1)
      #expect(abs(Double(multiplier) * unit - real) <= unit)
    }
  }

  @Test func `Trained values that are not there, misshapen or not finite are refused`() throws {
    let sample = try Sample(seed: 8) { try $0.mobile(.relu) }
    let retrainable = try sample.retrainable()
    var trained = retrainable.weights
    trained["stem.step"] = nil
    let count = retrainable.weights["stem.step"]?.values.count ?? 0
    #expect(throws: QuantizationError.missingWeight(name: "stem.step", shape: [count])) {
      try retrainable.integerGraph(trained)
    }
    trained["stem.step"] = Tensor(shape: [1], repeating: 1)
    #expect(
      throws: QuantizationError.weightShape(name: "stem.step", expected: [count], found: [1])
    ) {
      try retrainable.integerGraph(trained)
    }
    trained["stem.step"] = Tensor(shape: [count], repeating: .nan)
    #expect(throws: QuantizationError.weightNotFinite(name: "stem.step", index: 0)) {
      try retrainable.integerGraph(trained)
    }
  }
}
