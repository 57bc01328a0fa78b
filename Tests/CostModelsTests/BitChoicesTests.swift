import Architectures
import CostModels
import Devices
import Graphs
import Planning
import Testing

/// The choice of bits for budgets, with the code that they need. // Case 3
struct BitChoicesTests {
  /// A chain, and a network with a residual; both small, so that code decides about bits.
  private static func network(_ name: String) throws -> QuantizableGraph {
    let builder = GraphBuilder<FloatOp>(name: name)
    let stem = try builder.input(Shape(height: 16, width: 16, channels: 3))
      .convolution("stem", 16, kernel: 3, stride: 2).batchNorm("stem.bn").activation(.relu6)
    let block = try stem.convolution("expand", 48, kernel: 1).activation(.relu6)
      .depthwise("depthwise", kernel: 3).activation(.relu6).convolution("project", 16, kernel: 1)
    let end = name == "chain" ? block : try block.add(stem, named: "sum")
    return QuantizableGraph(
      builder.graph(
        output: try end.convolution("head", 96, kernel: 1).globalAveragePool().dense("logits", 10)))
  }

  private struct Need: Hashable {
    var flash: Int
    var ram: Int
  }

  private static let model: MicrocontrollerModel? = (try? Device.named("stm32f401")).map {
    MicrocontrollerModel($0)
  }

  private static func need(_ network: QuantizableGraph, _ bits: BitAssignment) throws -> Need {
    let cost = try #require(model).cost(of: network, at: bits)
    return Need(flash: Int(cost.value(of: .flash)), ram: Int(cost.value(of: .ram)))
  }

  private static func best(
    _ network: QuantizableGraph, flash: Int, ram: Int
  ) throws -> BitAssignment? {
    let model = try #require(model)
    return try BitChoices(network, schemes: .perChannel).best(
      mayFit: { $0 + model.stackBytes <= ram },
      fits: { bits in
        guard model.flash(of: network, at: bits).bytes <= flash else { return false }
        let need = try Self.need(network, bits)
        return need.flash <= flash && need.ram <= ram
      })
  }

  @Test(
    "What fits a budget fits every larger one, and what is chosen fits",
    arguments: ["chain", "residual"])
  func upwardClosed(name: String) throws {
    let network = try Self.network(name)
    let eight = try Self.need(
      network, network.uniform(.bits8, scheme: .perChannelNormalized))
    let flashes = stride(from: 30, through: 110, by: 8).map { eight.flash * $0 / 100 }
    let rams = [45, 60, 80, 100].map { eight.ram * $0 / 100 }
    var feasible: [Int: Set<Int>] = [:]
    for ram in rams {
      for flash in flashes {
        guard let bits = try Self.best(network, flash: flash, ram: ram) else { continue }
        let need = try Self.need(network, bits)
        #expect(need.flash <= flash && need.ram <= ram)
        feasible[ram, default: []].insert(flash)
      }
    }
    for ram in rams {
      let fitting = feasible[ram] ?? []
      #expect(fitting == Set(flashes.filter { $0 >= fitting.min() ?? .max }), "\(ram)")
      for larger in rams where larger > ram {
        #expect(fitting.isSubset(of: feasible[larger] ?? []), "\(ram) and \(larger)")
      }
    }
    #expect(feasible.values.contains { !$0.isEmpty && $0.count < flashes.count })
  }

  @Test("A network that fits with 8 bits keeps them")
  func uncut() throws {
    let network = try Self.network("residual")
    let eight = network.uniform(.bits8, scheme: .perChannelNormalized)
    let need = try Self.need(network, eight)
    #expect(try Self.best(network, flash: need.flash, ram: need.ram) == eight)
    let less = try Self.best(network, flash: need.flash - 1, ram: need.ram)
    #expect(less != eight)
  }

  @Test("Code counts: at the flash of a network with one width it is found at that width or better")
  func uniform() throws {
    let network = try Self.network("residual")
    for bits in try BitChoices(network, schemes: .perChannel).uniform
    where bits.weights.first != .bits8 {
      let need = try Self.need(network, bits)
      let found = try Self.best(network, flash: need.flash, ram: need.ram)
      #expect(found != nil, "\(need)")
    }
  }

  @Test("RAM alone cuts activations and no weights")
  func activationsOnly() throws {
    let network = try Self.network("chain")
    let eight = try Self.need(
      network, network.uniform(.bits8, scheme: .perChannelNormalized))
    let bits = try #require(
      try Self.best(network, flash: .max, ram: eight.ram * 7 / 10))
    #expect(bits.weights.allSatisfy { $0 == .bits8 })
    #expect(bits.activations.contains { $0 != .bits8 })
  }
}
