import Foundation
import Graphs
import Testing

/// Values and weights of fewer than 8 bits.
struct PrecisionTests {
  /// A 1 × 1 convolution of three channels to one, all weights `weight`.
  private func graph(
    _ input: Precision = .bits4, weight: Int8 = 1, weights: Precision = .bits4,
    output: OutputQuantization = OutputQuantization(precision: .bits2, scale: 1, zeroPoint: -2)
  ) throws -> IntegerGraph {
    let builder = GraphBuilder<IntegerOp>(name: "packed")
    let type = QuantizedType(
      shape: Shape(height: 1, width: 3, channels: 3), precision: input, scale: 1, zeroPoint: 0)
    let op = IntegerConvolution(
      geometry: Convolution(outputChannels: 1, window: Window(kernel: Size(1)), hasBias: true),
      weights: IntegerTensor(shape: [1, 1, 1, 3], values: [weight, weight, weight]),
      weightPrecision: weights, bias: [0], requantization: .rounded(from: [1]), output: output)
    let image = try builder.add(.input(type), named: "image")
    return builder.graph(output: try image.adding(.convolution(op), named: "layer"))
  }

  @Test(
    "Packed values fill whole bytes, the last one in part",
    arguments: [(1, 1, 1, 1), (2, 2, 1, 1), (3, 3, 2, 1), (5, 5, 3, 2), (9, 9, 5, 3)])
  func bytes(count: Int, eight: Int, four: Int, two: Int) {
    #expect(
      [Precision.bits8, .bits4, .bits2].map { $0.byteCount(of: count) } == [eight, four, two])
    let shape = Shape(features: count)
    let type = QuantizedType(shape: shape, precision: .bits4, scale: 1, zeroPoint: 0)
    #expect(type.byteCount == four)
  }

  @Test("Bits of values and weights come back from JSON")
  func json() throws {
    let graph = try graph()
    try graph.verify()
    #expect(graph.inputValue.precision == .bits4 && graph.outputValue.precision == .bits2)
    let data = try JSONEncoder().encode(graph)
    #expect(try JSONDecoder().decode(IntegerGraph.self, from: data) == graph)
  }

  @Test(
    "Weights lie in the symmetric range of their bits",
    arguments: [(Precision.bits4, Int8(7)), (.bits2, 1)])
  func weights(precision: Precision, largest: Int8) throws {
    for weight in [largest, -largest] { _ = try graph(weight: weight, weights: precision) }
    for weight in [largest + 1, -largest - 1] {
      #expect {
        try graph(weight: weight, weights: precision)
      } throws: {
        "\($0)".hasSuffix("to 2^(bits−1) − 1. Here one is \(weight).")
      }
    }
  }

  @Test("Zero points and ranges of outputs lie in the range of their bits")
  func ranges() throws {
    for (zeroPoint, maximum) in [(-9, 7), (0, 8)] as [(Int32, Int32)] {
      let output = OutputQuantization(
        precision: .bits4, scale: 1, zeroPoint: zeroPoint, maximum: maximum)
      #expect {
        try graph(output: output)
      } throws: {
        "\($0)".hasSuffix("Here they are \(zeroPoint) and -8 to \(maximum).")
      }
    }
  }
}
