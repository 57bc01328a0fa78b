import Graphs
import Quantization
import SampleNetworks
import Tensors
import Testing

struct FoldingTests {
  private func expectSameResult(_ graph: FloatGraph, _ networks: inout SmallNetworks) throws {
    let weights = networks.weights(for: graph)
    let network = try foldingBatchNorms(graph, weights)
    let (folded, foldedWeights) = (network.graph, network.weights)
    #expect(!folded.nodes.contains { if case .batchNorm = $0.op { true } else { false } })
    #expect(foldedWeights.names == folded.parameters.map(\.name))
    let batch = networks.batch(3)
    let before = FloatReference.values(graph, weights, [graph.output], batch)[0]
    let after = FloatReference.values(folded, foldedWeights, [folded.output], batch)[0]
    #expect(zip(before, after).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  @Test(arguments: Activation.allCases)
  func `A folded block gives what the block gives`(activation: Activation) throws {
    var networks = SmallNetworks(seed: 1)
    try expectSameResult(networks.mobile(activation), &networks)
  }

  @Test func `A batch norm behind a concat becomes a depthwise convolution of its name`() throws {
    var networks = SmallNetworks(seed: 2)
    let graph = try networks.branches()
    try expectSameResult(graph, &networks)
    let folded = try foldingBatchNorms(graph, networks.weights(for: graph)).graph
    #expect(folded.node(named: "lone")?.op.mnemonic == "depthwise convolution")
    #expect(folded.node(named: "two.bn") == nil)
  }

  @Test func `A batch norm stays apart where others read its input`() throws {
    let builder = GraphBuilder<FloatOp>(name: "fork")
    let x = try builder.input(SmallNetworks.image).convolution("conv", 4, kernel: 1)
    let graph = builder.graph(output: try x.batchNorm("bn").add(x))
    var networks = SmallNetworks(seed: 3)
    try expectSameResult(graph, &networks)
    let chain = GraphBuilder<FloatOp>(name: "chain")
    let twice = try chain.input(SmallNetworks.image).convolution("conv", 4, kernel: 1, bias: true)
      .batchNorm("first").batchNorm("second")
    try expectSameResult(chain.graph(output: twice), &networks)
  }

  @Test func `A dense layer takes a batch norm, too`() throws {
    let builder = GraphBuilder<FloatOp>(name: "dense")
    let x = try builder.input(SmallNetworks.image).flatten().dense("dense", 7, bias: false)
      .batchNorm("bn")
    var networks = SmallNetworks(seed: 4)
    try expectSameResult(builder.graph(output: x), &networks)
  }

  @Test func `Wrong weights are named`() throws {
    var networks = SmallNetworks(seed: 5)
    let graph = try networks.mobile(.relu6)
    let good = networks.weights(for: graph)
    func expect(_ error: QuantizationError, _ change: (inout Weights) -> Void) {
      var weights = good
      change(&weights)
      #expect(throws: error) { try foldingBatchNorms(graph, weights) }
    }
    expect(.missingWeight(name: "stem.bn.bias", shape: good["stem.bn.bias"]?.shape ?? [])) {
      $0["stem.bn.bias"] = nil
    }
    expect(.weightShape(name: "classifier.bias", expected: [5], found: [4])) {
      $0["classifier.bias"] = Tensor(shape: [4], repeating: 0)
    }
    expect(.weightNotFinite(name: "classifier.weight", index: 3)) {
      $0["classifier.weight"]?.values[3] = .infinity
    }
    expect(.variance(name: "stem.bn.running_var", channel: 1, found: -2)) {
      $0["stem.bn.running_var"]?.values[1] = -2
    }
  }
}
