import Execution
import Graphs
import TestSupport
import Testing

/// Checks that the vectors of every instruction set of this processor give the bytes of the reference.
func expectVectors(
  of graph: IntegerGraph, toGive expected: [Int8], for image: [Int8],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  for instructions in VectorInstructions.allCases where instructions.isPresent {
    let runner = VectorRunner(graph, instructions: instructions)
    #expect(runner.run(image) == expected, "\(instructions)", sourceLocation: sourceLocation)
    // Once more, in an arena that was used.
    #expect(runner.run(image) == expected, "\(instructions)", sourceLocation: sourceLocation)
  }
}

struct VectorRunnerTests {
  private typealias Ops = RandomIntegerOps

  /// A network of one operation and random images.
  private func expectAgreement(
    on type: QuantizedType, _ ops: inout Ops, _ op: IntegerOp,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let builder = GraphBuilder<IntegerOp>(name: "one")
    let image = try builder.add(.input(type), named: "image")
    let graph = builder.graph(output: try image.adding(op, named: "op"))
    let values = ops.values(type.shape.count)
    expectVectors(
      of: graph, toGive: ReferenceRunner(graph).run(values), for: values,
      sourceLocation: sourceLocation)
  }

  @Test(arguments: [1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 64, 70])
  func `Convolutions of any number of outputs are the reference`(outputs: Int) throws {
    var ops = Ops(seed: UInt64(outputs))
    for inputs in [1, 2, 3, 5, 8] {
      let type = ops.type(Shape(height: 5, width: ops.int(3...9), channels: inputs))
      try expectAgreement(
        on: type, &ops, ops.convolution(outputs, window: Window(kernel: Size(3)), on: type))
    }
  }

  @Test(arguments: [1, 2, 4, 8, 12, 16, 24, 32, 40, 65])
  func `Depthwise convolutions of any number of channels are the reference`(channels: Int) throws {
    var ops = Ops(seed: UInt64(channels))
    for (width, kernel, stride) in [(8, 3, 1), (6, 5, 1), (7, 3, 2), (12, 2, 1), (5, 1, 1)] {
      let type = ops.type(Shape(height: 5, width: width, channels: channels))
      let window = Window(
        kernel: Size(kernel), stride: Size(stride), padding: Padding(kernel / 2))
      // One channel is a convolution.
      try expectAgreement(
        on: type, &ops, ops.convolution(channels, window: window, groups: channels, on: type))
    }
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func `Every value of a random network is that of the reference`(seed: UInt64) throws {
    for graph in [try randomIntegerGraph(seed: seed), try randomMixedGraph(seed: seed)] {
      var ops = Ops(seed: seed)
      let image = ops.values(graph.inputValue.shape.count, of: graph.inputValue.precision)
      let expected = ReferenceRunner(graph).values(for: image)
      for instructions in VectorInstructions.allCases where instructions.isPresent {
        let values = VectorRunner(graph, instructions: instructions).values(for: image)
        for (index, node) in graph.nodes.enumerated() {
          #expect(values[index] == expected[index], "\(node.name), \(instructions)")
        }
      }
    }
  }

  /// Multipliers and biases at which 32 bits do not hold every step.
  @Test(arguments: [
    Requantization.rounded(multipliers: [1 << 30, -1 << 30, 3], shift: 10),
    .rounded(multipliers: [3], shift: 31),
    .floor([
      FixedPointMultiplier(mantissa: .max, exponent: 3),
      FixedPointMultiplier(mantissa: .min + 1, exponent: -40),
      FixedPointMultiplier(mantissa: 1 << 30, exponent: -128),
    ]),
  ])
  func `Outputs of any size are the reference`(requantization: Requantization) throws {
    var ops = Ops(seed: 3)
    let type = ops.type(Shape(height: 4, width: 4, channels: 3))
    for window in [Window(kernel: Size(1)), Window(kernel: Size(3))] {
      for groups in [1, 3] {
        guard
          case .convolution(var op) = ops.convolution(3, window: window, groups: groups, on: type)
        else { continue }
        op.requantization = requantization
        op.bias = [1 << 20, -5, 7]
        try expectAgreement(on: type, &ops, .convolution(op))
      }
    }
  }

  @Test func `A map that others read with a border is flattened without it`() throws {
    var ops = Ops(seed: 5)
    let builder = GraphBuilder<IntegerOp>(name: "flat")
    let type = ops.type(Shape(height: 3, width: 4, channels: 2))
    let image = try builder.add(.input(type), named: "image")
    let filtered = try image.adding(
      ops.convolution(1, window: Window(kernel: Size(3)), on: type), named: "filter")
    let flat = try image.adding(.flatten, named: "flat")
    let other = try filtered.adding(.flatten, named: "other")
    let both = [flat.value, other.value]
    let dense = try flat.adding(ops.dense(4, on: both[0]), named: "first")
    let second = try other.adding(ops.dense(4, on: both[1]), named: "second")
    let graph = builder.graph(output: try dense.adding(ops.add(), named: "sum", with: second))
    let values = ops.values(type.shape.count)
    expectVectors(of: graph, toGive: ReferenceRunner(graph).run(values), for: values)
  }

  @Test func `Windows far larger than their map need no border`() throws {
    var ops = Ops(seed: 9)
    let type = ops.type(Shape(height: 1, width: 1, channels: 1))
    let builder = GraphBuilder<IntegerOp>(name: "far")
    let image = try builder.add(.input(type), named: "image")
    // Both borders together would have 400 million values.
    let (one, far) = (1, 20_000)
    let sums = try [(one, far), (far, one)].map { height, width in
      let window = Window(
        kernel: Size(height: height + 1, width: width + 1), stride: Size(65_535),
        padding: Padding(top: height, left: width, bottom: height, right: width))
      return try image.adding(ops.convolution(1, window: window, on: type))
    }
    let graph = builder.graph(output: try sums[0].adding(ops.add(), named: "sum", with: sums[1]))
    try graph.verify()
    expectVectors(of: graph, toGive: ReferenceRunner(graph).run([5]), for: [5])
  }

  @Test func `Results do not depend on the number of threads`() throws {
    let graph = try randomIntegerGraph(seed: 7)
    var ops = Ops(seed: 7)
    let images = (0..<5).map { _ in ops.values(graph.inputValue.shape.count) }
    let runner = VectorRunner(graph)
    let alone = runner.run(images: images, threads: 1)
    #expect(runner.run(images: images, threads: 3) == alone)
    #expect(alone == images.map { runner.run($0) })
  }
}
