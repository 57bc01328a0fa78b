import Graphs
import Quantization
import SampleNetworks
import Tensors
import Testing

struct EqualizationTests {
  /// A chain of every kind of layer with all that may lie between two of them.
  private static func chain(_ activation: Activation = .relu) throws -> FloatGraph {
    let builder = GraphBuilder<FloatOp>(name: "chain")
    let x = try builder.input(SmallNetworks.image)
      .convolution("stem", 6, kernel: 3, bias: true).activation(activation)
      .depthwise("depthwise", kernel: 3, bias: true).activation(activation)
      .convolution("grouped", 8, kernel: 3, groups: 2, bias: true)
      .pool(.maximum, kernel: 3, stride: 2, padding: 1).activation(activation)
      .convolution("point", 4, kernel: 1, bias: true).activation(activation)
      .pool(.average, kernel: 3, stride: 1).flatten().dense("hidden", 7).activation(activation)
    return builder.graph(output: try x.dense("classifier", 5))
  }

  /// The largest weight of each output channel of a layer.
  private static func ranges(_ weights: Weights, _ name: String) -> [Float] {
    guard let tensor = weights[name] else { return [] }
    let count = tensor.values.count / tensor.shape[0]
    return (0..<tensor.shape[0]).map { channel in
      tensor.values[channel * count..<(channel + 1) * count].reduce(0) { max($0, abs($1)) }
    }
  }

  @Test func `Layers of unlike ranges compute the same and end with like ones`() throws {
    let graph = try Self.chain()
    var networks = SmallNetworks(seed: 1)
    var weights = networks.weights(for: graph)
    // Channels a thousand times apart, as folded batch norms of depthwise layers have them.
    for (channel, factor) in ([1, 1000, 0.03, 1, 5, 0.2] as [Float]).enumerated() {
      for tap in 0..<27 { weights["stem.weight"]?.values[channel * 27 + tap] *= factor }
    }
    let equalized = equalizingLayers(graph, weights)
    let batch = networks.batch(3)
    let nodes = [graph.output]
    let before = FloatReference.values(graph, weights, nodes, batch)[0]
    let after = FloatReference.values(graph, equalized, nodes, batch)[0]
    let largest = before.reduce(0) { max($0, abs($1)) }
    #expect(zip(before, after).allSatisfy { abs($0 - $1) <= 1e-5 * largest })

    let (stem, depthwise) = (
      Self.ranges(equalized, "stem.weight"), Self.ranges(equalized, "depthwise.weight")
    )
    #expect(zip(stem, depthwise).allSatisfy { abs($0 / $1 - 1) < 0.01 })
    let spread = (stem.max() ?? 0) / (stem.min() ?? 1)
    let ranges = Self.ranges(weights, "stem.weight")
    #expect(spread < (ranges.max() ?? 0) / (ranges.min() ?? 1) / 10)
    for layer in ["depthwise", "grouped", "point", "hidden", "classifier"] {
      #expect(equalized["\(layer).weight"] != weights["\(layer).weight"])
    }
    #expect(equalized["classifier.bias"] == weights["classifier.bias"])
  }

  @Test(arguments: Activation.allCases.filter { !$0.isHomogeneous })
  func `Functions that do not commute with a factor end a chain`(activation: Activation) throws {
    let graph = try Self.chain(activation)
    var networks = SmallNetworks(seed: 2)
    let weights = networks.weights(for: graph)
    let equalized = equalizingLayers(graph, weights)
    for layer in ["stem", "point", "hidden", "classifier"] {
      #expect(equalized["\(layer).weight"] == weights["\(layer).weight"])
    }
  }

  @Test func `Values that others read keep their scale, and dead channels stay finite`() throws {
    let builder = GraphBuilder<FloatOp>(name: "fork")
    let x = try builder.input(SmallNetworks.image).convolution("one", 3, kernel: 1, bias: true)
    let y = try x.activation(.relu).convolution("two", 3, kernel: 1, bias: true)
    let z = try y.add(x).convolution("three", 4, kernel: 1, bias: true).activation(.relu)
    let graph = builder.graph(output: try z.convolution("four", 2, kernel: 1, bias: true))
    var networks = SmallNetworks(seed: 3)
    var weights = networks.weights(for: graph)
    for tap in 0..<3 { weights["three.weight"]?.values[tap] = 0 }
    let equalized = equalizingLayers(graph, weights)
    for name in ["one", "two"] {
      #expect(equalized["\(name).weight"] == weights["\(name).weight"])
    }
    #expect(equalized["three.weight"] != weights["three.weight"])
    let batch = networks.batch(2)
    let before = FloatReference.values(graph, weights, [graph.output], batch)[0]
    let after = FloatReference.values(graph, equalized, [graph.output], batch)[0]
    #expect(zip(before, after).allSatisfy { abs($0 - $1) < 1e-4 })
  }
}
