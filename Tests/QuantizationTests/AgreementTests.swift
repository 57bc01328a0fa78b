import Execution
import Graphs
import Planning
import Quantization
import SampleNetworks
import Tensors
import Testing

/// The integer network beside the fake-quantized one.
struct AgreementTests {
  private static func samples(_ seed: UInt64) throws -> [Sample] {
    try [
      Sample(unruly: seed) { try $0.mobile(.relu) },
      Sample(unruly: seed) { try $0.mobile(.hSwish) },
      Sample(unruly: seed) { try $0.branches() },
    ]
  }

  @Test(
    arguments: 0..<4 as Range<UInt64>, [SchemeRule.perChannel, .perLayer])
  func `Every operation is within the bound that the lowering states`(
    seed: UInt64, rule: SchemeRule
  ) throws {
    let form = QuantizationOptions.Form.allCases[Int(seed) % 2]
    for sample in try Self.samples(seed) {
      let retrainable = try sample.retrainable(
        .folded, sample.drawnBits(rule, seed: seed), QuantizationOptions(form: form))
      let trained = retrainable.drifted(seed: seed)
      let integer = try retrainable.integerGraph(trained)
      try integer.verify()
      let agreement = try sample.agreement(retrainable, trained, with: integer)
      #expect(agreement.map(\.node) == integer.nodes.map(\.name))
      for layer in agreement {
        #expect(layer.holds, "\(layer)")
        #expect(Double(layer.largestDifference) <= layer.bound.rounded(.up))
      }
    }
  }

  @Test(arguments: [Precision.bits8, .bits4, .bits2])
  func `Outputs hardly ever differ, and by one step, as training rounds biases, too`(
    precision: Precision
  ) throws {
    for sample in try Self.samples(9) {
      let retrainable = try sample.retrainable(.folded, sample.uniform(precision))
      let trained = retrainable.drifted(seed: 9)
      let integer = try retrainable.integerGraph(trained)
      for layer in try sample.agreement(retrainable, trained, with: integer) {
        #expect(layer.bound < 0.01, "\(layer)")
        #expect(layer.share < 0.01 && layer.largestDifference <= 1, "\(layer)")
      }
    }
  }

  @Test func `A bias that is off is found`() throws {
    let sample = try Sample(unruly: 10) { try $0.mobile(.relu) }
    let retrainable = try sample.retrainable(.folded, sample.uniform(.bits4))
    let integer = try retrainable.integerGraph(retrainable.weights)
    let wrong = try integer.replacing("b0.project") { node in
      guard case .convolution(var op) = node.op,
        case .rounded(let multipliers, let shift) = op.requantization
      else { return }
      let unit = Double(sign: .plus, exponent: shift - 32, significand: 1)
      // A third of a step.
      op.bias[0] += Int32(0.3 / (Double(multipliers[0]) * unit))
      node.op = .convolution(op)
    }
    let found = try sample.agreement(retrainable, retrainable.weights, with: wrong)
    #expect(found.filter { !$0.holds }.map(\.node) == ["b0.project"])
  }
}

extension Sample {
  /// How an integer network agrees with the fake-quantized one on the test images.
  func agreement(
    _ retrainable: RetrainableNetwork, _ trained: Weights, with integer: IntegerGraph
  ) throws -> [LayerAgreement] {
    try retrainable.agreement(
      trained, with: integer, on: test, values: FloatReference.values,
      integerValue: ReferenceRunner(integer).value)
  }
}

extension Graph {
  /// The graph with one node changed.
  fileprivate func replacing(_ name: String, _ change: (inout Node<Op>) -> Void) throws -> Graph {
    var nodes = nodes
    for index in nodes.indices where nodes[index].name == name { change(&nodes[index]) }
    return Graph(name: self.name, nodes: nodes, output: output)
  }
}
