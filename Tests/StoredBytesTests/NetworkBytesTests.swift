import CodeGeneration
import Foundation
import Graphs
import Planning
import Quantization
import SampleNetworks
import TestSupport
import Testing

/// The bytes of integer networks and of the C that is emitted for them.
struct NetworkBytesTests {
  private typealias Form = QuantizationOptions.Form

  /// Other bits for every tensor and layer that has a choice, in turns.
  private static func mixed(_ graph: FloatGraph, _ scheme: QuantizationScheme) -> BitAssignment {
    let network = QuantizableGraph(graph)
    var bits = network.uniform(.bits8, scheme: scheme)
    let choices = Precision.allCases
    for index in bits.activations.indices where !network.tensors[index].isFixed {
      bits.activations[index] = choices[index % 3]
    }
    for index in bits.weights.indices { bits.weights[index] = choices[index * 2 % 3] }
    return bits
  }

  /// Small networks in floating point at 8, 4 and mixed bits, in both forms.
  private static func quantized() throws -> [(name: String, graph: IntegerGraph)] {
    let samples = try [
      Sample(seed: 11) { try $0.mobile(.relu) }, Sample(seed: 12) { try $0.mobile(.hSwish) },
      Sample(seed: 13) { try $0.branches() }, Sample(seed: 14) { try $0.preactivated() },
    ]
    return try samples.enumerated().flatMap { index, sample in
      try Form.allCases.flatMap { form in
        let options = QuantizationOptions(form: form)
        let name = "\(index)-\(sample.graph.name) \(form)"
        return try [
          ("\(name) 8", sample.quantized(options)),
          ("\(name) 4", sample.quantized(sample.uniform(.bits4), options)),
          (
            "\(name) mixed pc",
            sample.quantized(mixed(sample.graph, .perChannelNormalized), options)
          ),
          (
            "\(name) 8 folded",
            sample.quantized(
              QuantizableGraph(sample.graph).uniform(.bits8, scheme: .perLayerFolded), options)
          ),
        ]
      }
    }
  }

  /// Networks that are integers from the start.
  private static func drawn() throws -> [(name: String, graph: IntegerGraph)] {
    try (0..<3 as Range<UInt64>).flatMap { seed in
      try [
        ("drawn \(seed)", randomIntegerGraph(seed: seed)),
        ("drawn mixed \(seed)", randomMixedGraph(seed: seed)),
        ("drawn odd \(seed)", oddMixedGraph(seed: seed)),
      ]
    }
  }

  @Test func `Integer networks and their C are what they were`() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let networks = try Self.quantized() + Self.drawn()
    try StoredLines(file: "networks.txt").check(
      networks.map { name, graph in
        let plan = ExecutionPlan(graph)
        let firmware = try emit(plan, description: description(of: graph))
        let (kernels, own) = (
          firmware.files.filter { $0.path.hasPrefix("kernels/") },
          firmware.files.filter { !$0.path.hasPrefix("kernels/") }
        )
        // The text of kernels may be tuned; which of them a network needs may not change.
        let facts = [
          "model.json \(hash(try encoder.encode(graph)))",
          "C \(hash(own.flatMap { Array("\($0.path)\n\($0.text)".utf8) }))",
          "kernels \(hash(kernels.flatMap { Array("\($0.path)\n".utf8) }))",
          "arena \(plan.arenaBytes)",
        ]
        return (name, facts.joined(separator: ", "))
      })
  }

  private func description(of graph: IntegerGraph) -> ModelDescription {
    let channels = graph.inputValue.shape.channels
    return ModelDescription(
      name: graph.name, classes: (0..<graph.outputValue.shape.count).map { "class \($0)" },
      mean: Array(repeating: 0.5, count: channels), std: Array(repeating: 0.25, count: channels),
      colourOrder: .rgb)
  }
}
