import Execution
import Graphs
import TestSupport
import Testing

/// Results worked out by hand.
struct ReferenceRunnerTests {
  private func run(
    _ op: IntegerOp, on images: [[Int8]], shape: Shape, zeroPoint: Int32
  ) throws -> [[Int8]] {
    let builder = GraphBuilder<IntegerOp>(name: "one")
    let image = try builder.add(
      .input(QuantizedType(shape: shape, scale: 1, zeroPoint: zeroPoint)), named: "image")
    let runner = ReferenceRunner(builder.graph(output: try image.adding(op, named: "op")))
    return images.map(runner.run)
  }

  @Test func `A padded tap contributes zero`() throws {
    // 3 weights 1, 2, 3 over the row 1, 2, 3 minus the zero point 1 = 0, 1, 2, halved.
    let window = Window(
      kernel: Size(height: 1, width: 3),
      padding: Padding(top: 0, left: 1, bottom: 0, right: 1))
    let op = IntegerConvolution(
      geometry: Convolution(outputChannels: 1, window: window, hasBias: true),
      weights: IntegerTensor(shape: [1, 1, 3, 1], values: [1, 2, 3]), bias: [1],
      requantization: .rounded(from: [0.5]), output: OutputQuantization(scale: 1, zeroPoint: 10))
    // Accumulators 1 + (3, 2 + 6, 1 + 4) = 4, 9, 6; halves round up.
    let results = try run(
      .convolution(op), on: [[1, 2, 3]], shape: Shape(height: 1, width: 3, channels: 1),
      zeroPoint: 1)
    #expect(results == [[12, 15, 13]])
  }

  @Test func `The floor form rounds down`() throws {
    let op = IntegerDense(
      weights: IntegerTensor(shape: [1, 2], values: [1, -1]), bias: [0],
      requantization: .floor(from: [0.5]),
      output: OutputQuantization(scale: 1, zeroPoint: 0, minimum: -3))
    let results = try run(
      .dense(op), on: [[3, 0], [0, 3], [0, 9]], shape: Shape(features: 2), zeroPoint: 0)
    #expect(results == [[1], [-2], [-3]])
  }

  @Test func `The average is taken of centred values`() throws {
    let op = IntegerAveragePool(
      window: Window(kernel: Size(2), padding: Padding(0)),
      requantization: .rounded(from: [0.25]), output: OutputQuantization(scale: 1, zeroPoint: -5))
    let results = try run(
      .averagePool(op), on: [[10, 11, 12, 13]], shape: Shape(height: 2, width: 2, channels: 1),
      zeroPoint: 10)
    // (0 + 1 + 2 + 3) / 4 = 1.5 rounds to 2.
    #expect(results == [[-3]])
  }

  @Test func `The maximum does not see the padding`() throws {
    let results = try run(
      .maximumPool(Window(kernel: Size(3))), on: [[-7, -9, -8, -6]],
      shape: Shape(height: 2, width: 2, channels: 1), zeroPoint: 100)
    #expect(results == [[-6, -6, -6, -6]])
  }

  @Test func `Outputs are clamped to the range of their bits`() throws {
    for (precision, expected) in [(Precision.bits4, [-8, -3, 7]), (.bits2, [-2, -2, 1])]
      as [(Precision, [Int8])]
    {
      let op = IntegerDense(
        weights: IntegerTensor(shape: [1, 1], values: [1]), weightPrecision: precision, bias: [0],
        requantization: .floor(from: [1]),
        output: OutputQuantization(precision: precision, scale: 1, zeroPoint: 0))
      let results = try run(
        .dense(op), on: [[-100], [-3], [100]], shape: Shape(features: 1), zeroPoint: 0)
      #expect(results.flatMap(\.self) == expected)
    }
  }

  @Test func `A sum rescales both sides`() throws {
    let builder = GraphBuilder<IntegerOp>(name: "sum")
    let type = QuantizedType(shape: Shape(features: 2), scale: 1, zeroPoint: 2)
    let image = try builder.add(.input(type), named: "image")
    let op = IntegerAdd(
      multipliers: [1, 2], shift: 1, output: OutputQuantization(scale: 1, zeroPoint: 1))
    let sum = try image.adding(.add(op), named: "sum", with: image)
    // ((5 − 2) · 3 + 1) >> 1 = 5 and ((−4 − 2) · 3 + 1) >> 1 = −9, plus 1.
    #expect(ReferenceRunner(builder.graph(output: sum)).run([5, -4]) == [6, -8])
  }

  @Test(arguments: 0..<6 as Range<UInt64>)
  func `Layers that count thresholds give the bytes of those that multiply`(seed: UInt64) throws {
    let graph = try randomMixedGraph(seed: seed)
    var ops = RandomIntegerOps(seed: seed)
    let image = ops.values(graph.inputValue.shape.count)
    let runner = ReferenceRunner(graph, countsThresholds: true)
    #expect(runner.values(for: image) == ReferenceRunner(graph).values(for: image))
  }
}
