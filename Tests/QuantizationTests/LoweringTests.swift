import Execution
import Graphs
import Quantization
import SampleNetworks
import Tensors
import Testing

struct LoweringTests {
  @Test func `ReLUs are ranges and softmax is left out`() throws {
    let graph = try Sample(seed: 1) { try $0.mobile(.relu6) }.quantized()
    #expect(graph.nodes.map(\.name).last == "classifier")
    #expect(graph.nodes.count == 11)
    for node in graph.nodes {
      guard case .convolution(let op) = node.op else { continue }
      if node.name.hasSuffix("project") {
        #expect(op.output.minimum == -128 && op.output.zeroPoint > -128)
      } else {
        #expect(op.output.zeroPoint == -128 && op.output.minimum == -128)
        #expect(Double(op.output.maximum - op.output.zeroPoint) * op.output.scale < 6.02)
      }
    }
  }

  @Test func `Tables follow layers whose range begins where h-swish is 0`() throws {
    let graph = try Sample(seed: 1) { try $0.mobile(.hSwish) }.quantized()
    for node in graph.nodes {
      guard case .lookup(let op) = node.op else { continue }
      let input = graph.nodes[node.inputs[0]].value
      #expect(Double(-128 - input.zeroPoint) * input.scale >= -3 - input.scale)
      #expect(op.table[Int(input.zeroPoint) + 128] == op.output.zeroPoint)
    }
  }

  @Test func `The inputs of a concat have one quantization that spans all`() throws {
    let sample = try Sample(seed: 2) { try $0.branches() }
    let graph = try sample.quantized(QuantizationOptions(ranges: .minimumAndMaximum))
    let joined = try #require(graph.node(named: "joined"))
    let inputs = joined.inputs.map { graph.nodes[$0].value }
    #expect(inputs.map(\.scale) == [joined.value.scale, joined.value.scale])
    #expect(inputs.map(\.zeroPoint) == [joined.value.zeroPoint, joined.value.zeroPoint])
    guard case .convolution(let one)? = graph.node(named: "one")?.op,
      case .convolution(let two)? = graph.node(named: "two")?.op
    else {
      Issue.record("The branches are no convolutions.")
      return
    }
    #expect(one.output.minimum == one.output.zeroPoint && one.output.zeroPoint > -128)
    #expect(one.output.maximum < 127 || two.output.maximum == 127)
    #expect(two.output.minimum == -128)
  }

  @Test func `An image in a concat sets a range for all`() throws {
    let builder = GraphBuilder<FloatOp>(name: "image")
    let image = try builder.input(SmallNetworks.image)
    let joined = try image.concat(image.convolution("conv", 4, kernel: 3, bias: true))
    let graph = builder.graph(output: try joined.convolution("last", 2, kernel: 1, bias: true))
    let sample = try Sample(seed: 3) { _ in graph }
    let quantized = try sample.quantized()
    try quantized.verify()
    #expect(sample.errors(quantized).rootMeanSquare < 2)
  }

  @Test func `Sums have the finest multipliers that a word holds`() throws {
    let graph = try Sample(seed: 4) { try $0.mobile(.relu) }.quantized()
    guard case .add(let op)? = graph.node(named: "sum")?.op else {
      Issue.record("There is no sum.")
      return
    }
    #expect(op.shift <= 31)
    #expect(op.shift == 31 || op.multipliers.contains { $0 >= 1 << 30 })
  }

  @Test func `Channels of zeros, of tiny weights and of large biases stay finite and right`() throws
  {
    let builder = GraphBuilder<FloatOp>(name: "extremes")
    let x = try builder.input(SmallNetworks.image).depthwise("conv", kernel: 3, bias: true)
    let graph = builder.graph(output: try x.convolution("last", 2, kernel: 1, bias: true))
    var networks = SmallNetworks(seed: 5)
    var weights = networks.weights(for: graph)
    var values = [Float](repeating: 0, count: 27)
    for tap in 9..<18 { values[tap] = 1e-30 }
    for tap in 18..<27 { values[tap] = 0.1 }
    weights["conv.weight"] = Tensor(shape: [3, 1, 3, 3], values: values)
    weights["conv.bias"] = Tensor(shape: [3], values: [0, 0.7, -2])
    for form in QuantizationOptions.Form.allCases {
      let quantized = try quantize(
        graph, weights, calibratedOn: [networks.batch(3)], mean: SmallNetworks.mean,
        std: SmallNetworks.std, options: QuantizationOptions(form: form),
        values: FloatReference.values)
      try quantized.verify()
      guard case .convolution(let op)? = quantized.node(named: "conv")?.op else {
        Issue.record("The node 'conv' is no convolution.")
        continue
      }
      #expect(op.weights.values[..<9].allSatisfy { $0 == 0 })
      #expect(op.bias.allSatisfy { $0.magnitude <= 3 << 20 })
      let image = networks.batch(1)
      let stored = ReferenceRunner(quantized).values(for: quantized.inputValue.stored(image.images))
      let first = Double(Int32(stored[1][1]) - op.output.zeroPoint) * op.output.scale
      #expect(abs(first - 0.7) <= op.output.scale)
      #expect(Int32(stored[1][0]) == op.output.zeroPoint)
    }
  }

  @Test func `A dead ReLU has a scale, and what no result needs is left out`() throws {
    let builder = GraphBuilder<FloatOp>(name: "dead")
    let image = try builder.input(SmallNetworks.image)
    _ = try image.convolution("unread", 3, kernel: 1)
    let x = try image.convolution("dead", 3, kernel: 1, bias: true).activation(.relu)
    let graph = builder.graph(output: try x.convolution("last", 2, kernel: 1, bias: true))
    var networks = SmallNetworks(seed: 6)
    var weights = networks.weights(for: graph)
    weights["dead.bias"] = Tensor(shape: [3], repeating: -1000)
    let quantized = try quantize(
      graph, weights, calibratedOn: [networks.batch(2)], mean: SmallNetworks.mean,
      std: SmallNetworks.std, values: FloatReference.values)
    #expect(quantized.node(named: "dead")?.value.scale == 1.0 / 255)
    #expect(quantized.node(named: "unread") == nil)
  }

  @Test func `Sums that leave 32 bits are refused`() throws {
    let builder = GraphBuilder<FloatOp>(name: "wide")
    let image = try builder.input(Shape(features: 66_100))
    let graph = builder.graph(output: try image.dense("dense", 1))
    var weights = Weights()
    weights["dense.weight"] = Tensor(shape: [1, 66_100], repeating: 1)
    weights["dense.bias"] = Tensor(shape: [1], repeating: 0)
    let batch = Batch(
      images: [Float](repeating: 0.5, count: 66_100), shape: graph.inputValue, labels: [0])
    let means = [Float](repeating: 0, count: 66_100)
    #expect(
      throws: QuantizationError.accumulator(
        node: "dense", channel: 0, bound: 256 * 127 * 66_100)
    ) {
      _ = try quantize(
        graph, weights, calibratedOn: [batch], mean: means, std: means.map { _ in 1 },
        values: { _, _, nodes, batch in
          nodes.map { $0 == 0 ? batch.images : [100] }
        })
    }
  }
}
