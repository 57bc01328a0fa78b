import Execution
import Graphs
import Planning
import TestSupport
import Testing

/// Checks that kernels and reference agree on a network of one operation and random images.
private func expectAgreement(
  _ inputs: [QuantizedType], _ ops: inout RandomIntegerOps,
  _ op: IntegerOp, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let builder = GraphBuilder<IntegerOp>(name: "one")
  let image = try builder.add(.input(inputs[0]), named: "image")
  // Other inputs come from the first through a table or a pool, as a network has one image.
  let others = try inputs.dropFirst().map { type in
    var other = try image.adding(
      .lookup(
        IntegerLookup(
          table: ops.values(256),
          output: OutputQuantization(scale: type.scale, zeroPoint: type.zeroPoint))))
    if type.shape != inputs[0].shape {
      let all = Size(height: inputs[0].shape.height, width: inputs[0].shape.width)
      other = try other.adding(.maximumPool(Window(kernel: all, padding: Padding(0))))
    }
    return other
  }
  let graph = builder.graph(output: try builder.add(op, named: "op", to: [image] + others))
  try graph.verify()
  let runner = KernelRunner(graph)
  let reference = ReferenceRunner(graph)
  for _ in 0..<2 {
    let image = ops.values(inputs[0].shape.count)
    let expected = reference.run(image)
    #expect(runner.run(image) == expected, sourceLocation: sourceLocation)
    expectVectors(of: graph, toGive: expected, for: image, sourceLocation: sourceLocation)
  }
}

struct KernelRunnerTests {
  private static func shape(_ ops: inout RandomIntegerOps, channels: ClosedRange<Int>) -> Shape {
    Shape(height: ops.int(1...7), width: ops.int(1...7), channels: ops.int(channels))
  }

  @Test(arguments: 0..<24 as Range<UInt64>)
  func `Convolutions of any window and groups are the reference`(seed: UInt64) throws {
    var ops = RandomIntegerOps(seed: seed)
    let groups = ops.int(1...3)
    var shape = Self.shape(&ops, channels: 1...6)
    shape.channels *= groups
    let type = ops.type(shape)
    let op = ops.convolution(
      groups * ops.int(1...5), window: ops.window(on: shape), groups: groups, on: type)
    try expectAgreement([type], &ops, op)
  }

  @Test(arguments: 0..<24 as Range<UInt64>)
  func `Pointwise convolutions are the reference`(seed: UInt64) throws {
    var ops = RandomIntegerOps(seed: seed)
    let type = ops.type(Self.shape(&ops, channels: 1...40))
    let window = Window(
      kernel: Size(1), stride: Size(height: ops.int(1...2), width: ops.int(1...2)))
    let op = ops.convolution(ops.int(1...24), window: window, on: type)
    try expectAgreement([type], &ops, op)
  }

  @Test(arguments: 0..<32 as Range<UInt64>)
  func `Depthwise convolutions are the reference`(seed: UInt64) throws {
    var ops = RandomIntegerOps(seed: seed)
    let shape = Self.shape(&ops, channels: seed % 8 == 0 ? 60...70 : 2...19)
    let type = ops.type(shape)
    let window = seed % 2 == 0 ? Window(kernel: Size(3)) : ops.window(on: shape)
    try expectAgreement(
      [type], &ops,
      ops.convolution(shape.channels, window: window, groups: shape.channels, on: type))
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func `Fully connected layers are the reference`(seed: UInt64) throws {
    var ops = RandomIntegerOps(seed: seed)
    let type = ops.type(Shape(features: ops.int(1...70)))
    try expectAgreement([type], &ops, ops.dense(ops.int(1...9), on: type))
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func `Sums and products are the reference`(seed: UInt64) throws {
    var ops = RandomIntegerOps(seed: seed)
    let shape = Self.shape(&ops, channels: 1...9)
    let types = [ops.type(shape), ops.type(shape)]
    try expectAgreement(types, &ops, ops.add())
    try expectAgreement(types, &ops, ops.multiply())
    let perChannel = ops.type(Shape(features: shape.channels))
    try expectAgreement([types[0], perChannel], &ops, ops.multiply())
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func `Pools and tables are the reference`(seed: UInt64) throws {
    var ops = RandomIntegerOps(seed: seed)
    let shape = Self.shape(&ops, channels: 1...9)
    let type = ops.type(shape)
    try expectAgreement([type], &ops, ops.averagePool(ops.window(on: shape, padding: false)))
    let all = Size(height: shape.height, width: shape.width)
    try expectAgreement([type], &ops, ops.averagePool(Window(kernel: all, padding: Padding(0))))
    try expectAgreement([type], &ops, .maximumPool(ops.window(on: shape)))
    try expectAgreement([type], &ops, ops.lookup())
    try expectAgreement([type, type], &ops, .concat)
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func `Every value of a random network is that of the reference`(seed: UInt64) throws {
    let graph = try randomIntegerGraph(seed: seed)
    var ops = RandomIntegerOps(seed: seed)
    let image = ops.values(graph.inputValue.shape.count)
    let expected = ReferenceRunner(graph).values(for: image)
    let runner = KernelRunner(graph)
    for (index, value) in runner.values(for: image).enumerated() {
      guard let value else { continue }
      #expect(value == expected[index], "\(graph.nodes[index].name)")
    }
    #expect(runner.run(image) == expected[graph.output])
  }
}

struct KernelChoiceTests {
  private func functions(weight: Int8, side: Int, inputs: Int) throws -> [KernelFunction] {
    let builder = GraphBuilder<IntegerOp>(name: "choice")
    let type = QuantizedType(
      shape: Shape(height: side, width: side, channels: inputs), scale: 1, zeroPoint: 0)
    let image = try builder.add(.input(type), named: "image")
    let op = IntegerConvolution(
      geometry: Convolution(outputChannels: 3, window: Window(kernel: Size(1)), hasBias: true),
      weights: IntegerTensor(
        shape: [3, 1, 1, inputs], values: Array(repeating: weight, count: 3 * inputs)),
      bias: [0, 1, 2], requantization: .rounded(from: [1e-5]),
      output: OutputQuantization(scale: 1, zeroPoint: 0))
    let graph = builder.graph(output: try image.adding(.convolution(op), named: "point"))
    let runner = KernelRunner(graph)
    let darkest = [Int8](repeating: -128, count: type.shape.count)
    #expect(runner.run(darkest) == ReferenceRunner(graph).run(darkest))
    return runner.plan.calls.map(\.kernel.symbol)
  }

  @Test func `Two outputs share a word only while their sums stay below 2^23`() throws {
    // 516 · 127 · 128 < 2^23 ≤ 517 · 127 · 128.
    #expect(try functions(weight: 127, side: 2, inputs: 515) == [.pairedConvolution])
    #expect(try functions(weight: -127, side: 2, inputs: 515) == [.pairedConvolution])
    #expect(try functions(weight: 127, side: 2, inputs: 517) == [.convolution])
  }

  @Test func `Fewer than four pixels are computed one by one`() throws {
    #expect(try functions(weight: 9, side: 1, inputs: 8) == [.dense])
  }
}

struct ScratchTests {
  @Test func `The scratch of a network is known before it is quantized`() throws {
    let window = Window(kernel: Size(3), stride: Size(2))
    let shape = Shape(height: 8, width: 8, channels: 3)
    let float = GraphBuilder<FloatOp>(name: "float")
    let stem = try float.input(shape).convolution("stem", 4, kernel: 3, stride: 2, bias: true)
    var ops = RandomIntegerOps(seed: 1)
    let integer = GraphBuilder<IntegerOp>(name: "integer")
    let image = try integer.add(.input(ops.type(shape)), named: "image")
    let quantized = try image.adding(
      ops.convolution(4, window: window, on: image.value), named: "stem")
    // 27 taps are 14 pairs, 4 bytes for each of 4 pixels.
    #expect(LoweredGraph(float.graph(output: stem)).scratchBytes(1) == 14 * 16)
    #expect(integer.graph(output: quantized).layerShapes[1].scratchBytes == 14 * 16)
  }
}
