import Architectures
import Foundation
import Graphs
import Randomness
import Testing

struct ArchitectureTests {
  @Test("JSON keeps spaces and architectures")
  func json() throws {
    let space = SearchSpace.mobile32()
    var generator = SeededGenerator(seed: 3)
    let architecture = space.random(using: &generator)
    let encoder = JSONEncoder()
    let decoder = JSONDecoder()
    #expect(try decoder.decode(SearchSpace.self, from: encoder.encode(space)) == space)
    #expect(
      try decoder.decode(Architecture.self, from: encoder.encode(architecture)) == architecture)
  }

  @Test("The description lists resolution and blocks")
  func description() {
    #expect("\(SearchSpace.mobile32().smallest)" == "r16 k3e2 k3e2 k3e2")
  }

  @Test("The largest network of mobile-32 has the intended size")
  func largest() throws {
    let space = SearchSpace.mobile32()
    let graph = try space.largest.graph(in: space)
    try graph.verify()
    #expect(graph.macs == 16_950_144)
    #expect(graph.parameterCount == 317_706)
    #expect(graph.outputValue == Shape(features: 10))
  }

  @Test("The smallest network of mobile-32 has the intended size")
  func smallest() throws {
    let space = SearchSpace.mobile32()
    let graph = try space.smallest.graph(in: space)
    #expect(graph.macs == 1_292_544)
    #expect(graph.parameterCount == 47_978)
  }

  @Test("Blocks add their input where stride is 1 and channels agree")
  func residuals() throws {
    let space = SearchSpace.mobile32()
    let graph = try space.largest.graph(in: space)
    #expect(graph.node(named: "u1.b0.add") == nil)
    #expect(graph.node(named: "u1.b1.add") != nil)
    #expect(graph.node(named: "u3.b2.add")?.value == Shape(height: 4, width: 4, channels: 96))
  }

  @Test("An expand ratio of 1 leaves the expansion out")
  func noExpansion() throws {
    let space = SearchSpace(
      name: "flat", resolutions: [8], stemChannels: 8,
      units: [
        SearchSpace.Unit(channels: 8, stride: 1, depths: [1], kernels: [3], expandRatios: [1])
      ],
      headChannels: 0, classes: 2)
    let graph = try space.largest.graph(in: space)
    #expect(graph.node(named: "u1.b0.expand") == nil)
    #expect(graph.node(named: "head") == nil)
    #expect(graph.nodes.map(\.name).contains("u1.b0.add"))
  }
}
