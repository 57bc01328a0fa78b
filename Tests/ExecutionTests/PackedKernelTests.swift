import Execution
import Graphs
import TestSupport
import Testing

/// Kernels for values and weights of 8, 4 and 2 bits against the reference.
struct PackedKernelTests {
  /// Checks that kernels and reference agree on a network of one operation and random images.
  private func expectAgreement(
    _ input: QuantizedType, _ ops: inout RandomIntegerOps, _ op: IntegerOp, images: Int = 2,
    with second: IntegerOp? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let builder = GraphBuilder<IntegerOp>(name: "one")
    let image = try builder.add(.input(input), named: "image")
    let others = try second.map { [try image.adding($0, named: "second")] } ?? []
    let graph = builder.graph(output: try builder.add(op, named: "op", to: [image] + others))
    try graph.verify()
    let runner = KernelRunner(graph)
    let reference = ReferenceRunner(graph)
    for _ in 0..<images {
      let image = ops.values(input.shape.count, of: input.precision)
      let expected = reference.run(image)
      #expect(runner.run(image) == expected, "\(op.mnemonic)", sourceLocation: sourceLocation)
      expectVectors(of: graph, toGive: expected, for: image, sourceLocation: sourceLocation)
    }
  }

  @Test(arguments: LayerPrecision.all, [UInt64(0), 1, 2])
  func `Convolutions of any window and groups are the reference`(
    bits: LayerPrecision, seed: UInt64
  ) throws {
    var ops = RandomIntegerOps(seed: seed)
    let groups = ops.int(1...3)
    let shape = Shape(
      height: ops.int(1...5), width: ops.int(1...5), channels: groups * ops.int(1...6))
    let type = ops.type(shape, bits.input)
    try expectAgreement(
      type, &ops,
      ops.convolution(
        groups * ops.int(1...4), window: ops.window(on: shape), groups: groups, on: type,
        weights: bits.weights, output: bits.output))
  }

  @Test(arguments: LayerPrecision.all, [3, 16, 33])
  func `Pointwise convolutions are the reference`(bits: LayerPrecision, channels: Int) throws {
    var ops = RandomIntegerOps(seed: UInt64(channels))
    let window = Window(kernel: Size(1), stride: Size(height: ops.int(1...2), width: 1))
    let type = ops.type(Shape(height: 3, width: 3, channels: channels), bits.input)
    try expectAgreement(
      type, &ops,
      ops.convolution(
        ops.int(3...9), window: window, on: type, weights: bits.weights, output: bits.output))
  }

  @Test(arguments: LayerPrecision.all, [7, 16, 35])
  func `Depthwise convolutions are the reference`(bits: LayerPrecision, channels: Int) throws {
    var ops = RandomIntegerOps(seed: UInt64(channels))
    let shape = Shape(height: ops.int(2...5), width: ops.int(2...5), channels: channels)
    let type = ops.type(shape, bits.input)
    try expectAgreement(
      type, &ops,
      ops.convolution(
        channels, window: channels == 16 ? Window(kernel: Size(3)) : ops.window(on: shape),
        groups: channels, on: type, weights: bits.weights, output: bits.output))
  }

  @Test(arguments: LayerPrecision.all)
  func `Fully connected layers are the reference`(bits: LayerPrecision) throws {
    var ops = RandomIntegerOps(seed: 5)
    for inputs in [1, 7, 32, 53] {
      let type = ops.type(Shape(features: inputs), bits.input)
      try expectAgreement(
        type, &ops,
        ops.dense(ops.int(1...9), on: type, weights: bits.weights, output: bits.output))
    }
  }

  @Test(arguments: LayerPrecision.all)
  func `Pools and sums are the reference`(bits: LayerPrecision) throws {
    var ops = RandomIntegerOps(seed: 6)
    for channels in [1, 5, 8] {
      let shape = Shape(height: ops.int(1...5), width: ops.int(1...5), channels: channels)
      let type = ops.type(shape, bits.input)
      try expectAgreement(
        type, &ops,
        ops.averagePool(
          ops.window(on: shape, padding: false), from: bits.input, to: bits.output))
      try expectAgreement(type, &ops, .maximumPool(ops.window(on: shape)))
      // The second summand has the bits that weights have elsewhere.
      let second = ops.convolution(
        channels, window: Window(kernel: Size(1)), on: type, output: bits.weights)
      try expectAgreement(type, &ops, ops.add(bits.output), with: second)
    }
  }

  @Test(arguments: Precision.allCases)
  func `Rows of more taps than one word can sum are the reference`(weights: Precision) throws {
    var ops = RandomIntegerOps(seed: 7)
    for inputs in [256, 257, 33_000] {
      let type = ops.type(Shape(features: inputs), .bits8)
      // The largest products: all of one sign.
      let largest = Int8(weights.maximum)
      let op = IntegerDense(
        weights: IntegerTensor(
          shape: [3, inputs],
          values: [largest, -largest, largest].flatMap { Array(repeating: $0, count: inputs) }),
        weightPrecision: weights, bias: [1, 2, 3],
        requantization: .rounded(from: [4 / (Double(inputs) * Double(largest))]),
        output: ops.output(.bits4))
      try expectAgreement(type, &ops, .dense(op))
      let builder = GraphBuilder<IntegerOp>(name: "white")
      let image = try builder.add(.input(type), named: "image")
      let graph = builder.graph(output: try image.adding(.dense(op), named: "dense"))
      for value in [Int8.min, Int8.max] {
        let image = [Int8](repeating: value, count: inputs)
        #expect(KernelRunner(graph).run(image) == ReferenceRunner(graph).run(image))
      }
    }
  }

  @Test(arguments: LayerPrecision.all)
  func `Tables, products and concatenations are the reference`(bits: LayerPrecision) throws {
    var ops = RandomIntegerOps(seed: 8)
    for channels in [1, 5, 8] {
      let shape = Shape(height: ops.int(1...4), width: ops.int(1...4), channels: channels)
      let type = ops.type(shape, bits.input)
      try expectAgreement(type, &ops, ops.lookup(to: bits.output))
      let point = Window(kernel: Size(1))
      let second = ops.convolution(channels, window: point, on: type, output: bits.weights)
      try expectAgreement(
        type, &ops, ops.multiply(bits.input, bits.weights, to: bits.output), with: second)
      // A gate with one value per channel.
      let all = Window(
        kernel: Size(height: shape.height, width: shape.width), padding: Padding(0))
      let gate = ops.averagePool(all, from: bits.input, to: bits.weights)
      try expectAgreement(
        type, &ops, ops.multiply(bits.input, bits.weights, to: bits.output), with: gate)
      try expectAgreement(type, &ops, .concat, with: .maximumPool(Window(kernel: Size(1))))
    }
  }

  @Test(arguments: [(Precision.bits2, 3), (.bits4, 2)], Precision.allCases)
  func `Every product of every weight and input is that of the reference`(
    operands: (precision: Precision, taps: Int), output: Precision
  ) throws {
    let (precision, taps) = operands
    /// All vectors of `taps` numbers.
    func vectors(_ range: ClosedRange<Int32>) -> [[Int8]] {
      (0..<taps).reduce([[]]) { vectors, _ in
        vectors.flatMap { vector in range.map { vector + [Int8($0)] } }
      }
    }
    let weights = vectors(-precision.maximum...precision.maximum)
    let images = vectors(precision.minimum...precision.maximum)
    let builder = GraphBuilder<IntegerOp>(name: "all")
    let type = QuantizedType(
      shape: Shape(features: taps), precision: precision, scale: 1, zeroPoint: 1)
    let image = try builder.add(.input(type), named: "image")
    let op = IntegerDense(
      weights: IntegerTensor(shape: [weights.count, taps], values: weights.flatMap(\.self)),
      weightPrecision: precision, bias: weights.indices.map { Int32($0 % 3) },
      requantization: .rounded(from: [0.25]),
      output: OutputQuantization(precision: output, scale: 1, zeroPoint: 0))
    let graph = builder.graph(output: try image.adding(.dense(op), named: "dense"))
    let (runner, reference) = (KernelRunner(graph), ReferenceRunner(graph))
    #expect(images.allSatisfy { runner.run($0) == reference.run($0) })
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func `Every value of a network of mixed widths is that of the reference`(seed: UInt64) throws {
    let graph = try randomMixedGraph(seed: seed)
    var ops = RandomIntegerOps(seed: seed)
    let image = ops.values(graph.inputValue.shape.count)
    let expected = ReferenceRunner(graph).values(for: image)
    for (index, value) in KernelRunner(graph).values(for: image).enumerated() {
      guard let value else { continue }
      #expect(value == expected[index], "\(graph.nodes[index].name)")
    }
  }
}
