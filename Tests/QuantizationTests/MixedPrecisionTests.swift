import Execution
import Graphs
import Planning
import Quantization
import SampleNetworks
import Tensors
import Testing

struct MixedPrecisionTests {
  /// Other bits for every tensor and layer that has a choice, in turns.
  private static func mixed(_ network: QuantizableGraph) -> BitAssignment {
    var bits = network.uniform(.bits8, scheme: .perChannelNormalized)
    let choices = Precision.allCases
    for index in bits.activations.indices where !network.tensors[index].isFixed {
      bits.activations[index] = choices[index % 3]
    }
    for index in bits.weights.indices { bits.weights[index] = choices[index * 2 % 3] }
    return bits
  }

  @Test func `Eight bits everywhere are what no bits are`() throws {
    for sample in try [
      Sample(seed: 1) { try $0.mobile(.hSwish) }, Sample(seed: 2) { try $0.branches() },
    ] {
      #expect(try sample.quantized(sample.uniform(.bits8)) == sample.quantized())
    }
  }

  @Test(arguments: QuantizationOptions.Form.allCases, [Activation.relu6, .hSwish])
  func `Every tensor and layer has the bits of the plan`(
    form: QuantizationOptions.Form, activation: Activation
  ) throws {
    for sample in try [
      Sample(seed: 3) { try $0.mobile(activation) }, Sample(seed: 4) { try $0.branches() },
    ] {
      let network = QuantizableGraph(sample.graph)
      let bits = Self.mixed(network)
      let graph = try sample.quantized(bits, QuantizationOptions(form: form))
      try graph.verify()
      for node in graph.nodes {
        guard let index = sample.graph.nodes.firstIndex(where: { $0.name == node.name }) else {
          Issue.record("'\(node.name)' is new.")
          continue
        }
        #expect(node.value.precision == bits.activations[network.tensorOfNode[index]])
        let layer = network.layers.firstIndex { $0.node == index }
        switch node.op {
        case .convolution(let op):
          #expect(op.weightPrecision == layer.map { bits.weights[$0] } ?? .bits8)
        case .dense(let op):
          #expect(op.weightPrecision == layer.map { bits.weights[$0] } ?? .bits8)
        case .input, .add, .multiply, .averagePool, .maximumPool, .lookup, .concat, .flatten:
          break
        }
      }
      let runner = ReferenceRunner(graph)
      for image in sample.images(for: graph) {
        for (node, values) in zip(graph.nodes, runner.values(for: image)) {
          let range = node.value.precision.minimum...node.value.precision.maximum
          #expect(values.allSatisfy { range.contains(Int32($0)) })
        }
      }
    }
  }

  @Test func `More bits err less`() throws {
    let sample = try Sample(seed: 5) { try $0.mobile(.relu) }
    let errors = try [Precision.bits8, .bits4, .bits2].map {
      try sample.errors(sample.quantized(sample.uniform($0))).rootMeanSquare
    }
    #expect(errors[0] < errors[1] / 2)
    #expect(errors[1] < errors[2])
  }
}
