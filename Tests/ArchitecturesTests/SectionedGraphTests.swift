import Graphs
import Testing

@testable import Architectures

struct SectionedGraphTests {
  private static let space = SearchSpace(
    name: "parts", resolutions: [8], stemChannels: 6,
    units: [
      SearchSpace.Unit(channels: 6, stride: 1, depths: [1], kernels: [3], expandRatios: [1]),
      SearchSpace.Unit(
        channels: 8, stride: 2, depths: [1, 2], kernels: [3, 5], expandRatios: [1, 2],
        squeezes: true),
    ],
    headChannels: 12, featureChannels: 10, classes: 2)

  @Test(arguments: SearchSpace.builtInNames)
  func `Sections are all nodes but the image, in order`(name: String) throws {
    let space = try SearchSpace.builtIn(name)
    for architecture in [space.largest, space.smallest] {
      let network = try architecture.sectionedGraph(in: space)
      #expect(network.sections.flatMap(\.nodes) == Array(1..<network.graph.nodes.count))
      let blocks = architecture.units.enumerated().flatMap { unit, blocks in
        blocks.indices.map { BlockPosition(unit: unit, block: $0) }
      }
      #expect(network.blocks.map(\.position) == blocks)
      // Each section but the first reads what the one before it gives, and nothing else from outside.
      for section in network.sections {
        for index in section.nodes {
          for input in network.graph.nodes[index].inputs where !section.nodes.contains(input) {
            #expect(input == section.nodes.lowerBound - 1)
          }
        }
      }
    }
  }

  @Test func `Roles name the nodes of a block`() throws {
    let network = try Self.space.largest.sectionedGraph(in: Self.space)
    func names(_ block: BuiltBlock) -> [BuiltBlock.Role: String] {
      block.roles.mapValues { network.graph.nodes[$0].name }
    }
    let blocks = network.blocks.map(\.block)
    #expect(
      names(blocks[0]) == [
        .kernel: "u1.b0.depthwise", .project: "u1.b0.project", .residual: "u1.b0.add",
      ])
    #expect(
      names(blocks[2]) == [
        .expand: "u2.b1.expand", .kernel: "u2.b1.depthwise", .squeeze: "u2.b1.squeeze.reduce",
        .excite: "u2.b1.squeeze.expand", .project: "u2.b1.project", .residual: "u2.b1.add",
      ])
  }

  @Test func `Dependent channels name every tensor that has them`() throws {
    let network = try Self.space.largest.sectionedGraph(in: Self.space)
    let graph = network.graph
    func names(_ nodes: [Int]) -> [String] { nodes.map { graph.nodes[$0].name } }
    let block = network.blocks[1].block
    let middle = try #require(block.channels[.middle])
    #expect(middle.count == 12 && !middle.areInputs)
    #expect(
      names(middle.outputs) == [
        "u2.b0.expand", "u2.b0.expand.bn", "u2.b0.depthwise", "u2.b0.depthwise.bn",
        "u2.b0.squeeze.expand",
      ])
    #expect(names(middle.inputs) == ["u2.b0.squeeze.reduce", "u2.b0.project"])
    #expect(names([middle.reader]) == ["u2.b0.project"])
    let hidden = try #require(block.channels[.hidden])
    #expect(hidden.count == 3 && names([hidden.reader]) == ["u2.b0.squeeze.expand"])
    // What has middle channels has as many entries as there are channels.
    for channels in block.channels.values {
      for parameter in channels.outputs.flatMap({ graph.parameters(of: graph.nodes[$0]) }) {
        #expect(parameter.shape[0] == channels.count)
      }
      for parameter in channels.inputs.flatMap({ graph.parameters(of: graph.nodes[$0]) })
      where parameter.shape.count > 1 {
        #expect(parameter.shape[1] == channels.count)
      }
    }
    #expect(network.blocks[0].block.channels[.middle]?.areInputs == true)
  }
}
