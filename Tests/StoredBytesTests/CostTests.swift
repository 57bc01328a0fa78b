import Architectures
import CostModels
import Devices
import Graphs
import Planning
import Quantization
import SampleNetworks
import Testing

/// What the cost model says of networks.
struct CostTests {
  private static func graphs() throws -> [(name: String, graph: FloatGraph)] {
    let spaces = [
      SearchSpace.mobile32(), .mobile32Large(), try .builtIn("mobile-64"),
      try .builtIn("mobile-96"),
      try .builtIn("mobile-160"), try .builtIn("ofa-mobilenetv3"), try .builtIn("ofa-proxyless"),
    ]
    let samples = try [
      Sample(seed: 11) { try $0.mobile(.relu) }, Sample(seed: 13) { try $0.branches() },
      Sample(seed: 14) { try $0.preactivated() },
    ]
    return try spaces.flatMap { space in
      try [
        ("\(space.name) smallest", space.smallest.graph(in: space)),
        ("\(space.name) largest", space.largest.graph(in: space)),
      ]
    } + Zoo.names.map { ($0, try Zoo.network(named: $0)) }
      + samples.map { ($0.graph.name, $0.graph) }
  }

  @Test func `Costs are what they were`() throws {
    var lines: [(name: String, facts: String)] = []
    for name in ["stm32f746", "stm32f401", "rp2040", "nrf5340"] {
      let device = try Device.named(name)
      for form in [
        StoredForm(), StoredForm(hasExponents: true), StoredForm(scheme: .perLayerFolded),
      ] {
        let model = MicrocontrollerModel(device, form: form)
        for (network, graph) in try Self.graphs() {
          let form =
            (form.hasExponents ? " floor" : "") + (form.scheme == .perLayerFolded ? " pl" : "")
          lines.append(("\(name)\(form) \(network)", facts(model.cost(of: graph))))
        }
      }
    }
    try StoredLines(file: "costs.txt").check(lines)
  }

  @Test func `Costs at fewer bits are what they were`() throws {
    var lines: [(name: String, facts: String)] = []
    for name in ["stm32f746", "rp2040"] {
      let model = MicrocontrollerModel(try Device.named(name))
      for (network, graph) in try Self.graphs() where graph.macs < 60_000_000 {
        let quantizable = QuantizableGraph(graph)
        for precision in [Precision.bits4, .bits2] {
          for rule in SchemeRule.allCases where precision == .bits4 || rule != .perLayerFolded {
            let scheme = rule.scheme(weights: precision, output: precision)
            let bits = quantizable.uniform(precision, scheme: scheme)
            let cost = model.cost(of: quantizable, at: bits)
            lines.append(
              ("\(name) \(precision.rawValue) bits \(rule.rawValue) \(network)", facts(cost)))
          }
        }
      }
    }
    try StoredLines(file: "costs-at-fewer-bits.txt").check(lines)
  }

  private func facts(_ cost: Cost) -> String {
    "flash \(Int(cost.flashBytes.value)), RAM \(Int(cost.ramBytes.value)), "
      + "MACs \(Int(cost.macs.value)), ms \(cost.milliseconds.value)"
  }
}
