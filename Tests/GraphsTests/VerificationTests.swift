import Foundation
import Graphs
import Testing

/// Graphs as a damaged file may hold them.
struct VerificationTests {
  private static let type = QuantizedType(
    shape: Shape(height: 4, width: 4, channels: 1), scale: 0.5, zeroPoint: 0)

  private func graph(_ type: QuantizedType = type, _ ops: IntegerOp...) -> IntegerGraph {
    var nodes = [Node<IntegerOp>(name: "image", op: .input(type), inputs: [], value: type)]
    for (index, op) in ops.enumerated() {
      nodes.append(Node(name: "n\(index)", op: op, inputs: [index], value: type))
    }
    return IntegerGraph(name: "g", nodes: nodes, output: nodes.count - 1)
  }

  /// A 1 × 1 convolution of one channel.
  private func convolution(
    bias: Int32 = 0, requantization: Requantization = .rounded(multipliers: [1 << 30], shift: 0),
    output: OutputQuantization = OutputQuantization(scale: 0.5, zeroPoint: 0)
  ) -> IntegerOp {
    .convolution(
      IntegerConvolution(
        geometry: Convolution(
          outputChannels: 1, window: Window(kernel: Size(1)), hasBias: true),
        weights: IntegerTensor(shape: [1, 1, 1, 1], values: [127]), bias: [bias],
        requantization: requantization, output: output))
  }

  private func sentence(_ graph: IntegerGraph) -> String {
    do throws(GraphError) {
      try graph.verify()
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  @Test func `A whole graph passes`() {
    #expect(sentence(graph(Self.type, convolution())) == "no error")
  }

  @Test(arguments: [(-4, -4, 1), (0, 4, 4), (1 << 32, 1 << 32, 1), (Int.max, 2, 2)])
  func `Shapes have sides of at least 1 and a count of 32 bits`(
    height: Int, width: Int, channels: Int
  ) {
    let shape = Shape(height: height, width: width, channels: channels)
    #expect(
      sentence(graph(Self.type.with(shape)))
        == "input 'image': Every side is at least 1, and there are at most 2^31 − 1 values. "
        + "Here they are \(shape).")
  }

  @Test func `A window is no larger than 65535 pixels, however large its padding`() {
    let huge = Window(
      kernel: Size(1 << 40), padding: Padding(1 << 40 - 1))
    #expect(
      sentence(graph(Self.type, .maximumPool(huge)))
        == "maximum pool 'n0': Kernel and stride are 1 to 65535, padding is smaller than the "
        + "kernel, and the kernel fits the padded input. "
        + "Here the kernel is 1099511627776x1099511627776.")
  }

  @Test func `Only the first node is an input`() {
    #expect(
      sentence(graph(Self.type, .input(Self.type)))
        == "Node 'n0' of graph 'g' is a second input.")
  }

  @Test func `An output's range lies in its bits`() {
    let output = OutputQuantization(scale: 0.5, zeroPoint: 0, minimum: -1000)
    #expect(
      sentence(graph(Self.type, convolution(output: output)))
        == "convolution 'n0': The output's zero point and range lie in the range of the precision. "
        + "Here they are 0 and -1000 to 127.")
  }

  @Test func `Accumulators and their products stay inside their bits`() {
    #expect(
      sentence(graph(Self.type, convolution(bias: .max)))
        == "convolution 'n0': Accumulators have 32 bits. Here one can reach 2147499903.")
    let shifted = Requantization.rounded(multipliers: [.max], shift: 31)
    #expect(
      sentence(graph(Self.type, convolution(requantization: shifted)))
        == "convolution 'n0': Shifted accumulators times multipliers stay below 2^62. "
        + "Here 16256 times 2147483647, shifted by 31, does not.")
    let negative = Requantization.rounded(multipliers: [1], shift: -1)
    #expect(
      sentence(graph(Self.type, convolution(requantization: negative)))
        == "convolution 'n0': A common shift is 0 to 31, a multiplier's exponent at most 31. "
        + "Here the shift is -1.")
  }

  @Test func `A dense layer without a shape of weights is told, and so is a shape beyond 64 bits`()
    throws
  {
    let vector = QuantizedType(shape: Shape(features: 1), scale: 0.5, zeroPoint: 0)
    let dense = IntegerDense(
      weights: IntegerTensor(shape: [], values: [1]), bias: [0],
      requantization: .rounded(multipliers: [1], shift: 0),
      output: OutputQuantization(scale: 0.5, zeroPoint: 0))
    #expect(
      sentence(graph(vector, .dense(dense)))
        == "dense 'n0': Weights are [outputs, inputs]. Here they are [] instead of [1, 1].")
    for shape in ["[4294967296, 4294967296]", "[-1, -1]"] {
      let error = #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(
          IntegerTensor.self, from: Data(#"{"shape":\#(shape),"base64":"AA=="}"#.utf8))
      }
      let problem = error?.fieldAndProblem
      #expect(problem?.field == "shape")
      #expect(problem?.problem.hasPrefix("\(shape) is no shape; sides are at least 0") == true)
    }
  }
}
