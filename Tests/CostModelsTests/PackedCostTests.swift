import Architectures
import CodeGeneration
import CostModels
import Devices
import Execution
import Foundation
import Graphs
import Planning
import Randomness
import TestSupport
import TestTools
import Testing

/// Estimates of networks whose values and weights have fewer than 8 bits.
struct PackedCostTests {
  /// A network of the built-in space, its bits, and its code with random weights in a folder.
  private struct Sample {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let network: QuantizableGraph
    let bits: BitAssignment
    let graph: IntegerGraph

    init(_ architecture: Architecture, in space: SearchSpace) throws {
      let network = QuantizableGraph(try architecture.graph(in: space))
      // Every width occurs in every place.
      let widths: [Precision] = [.bits4, .bits8, .bits2, .bits4, .bits2]
      var bits = network.uniform(.bits8, scheme: .perChannelNormalized)
      for index in network.tensors.indices where !network.tensors[index].isFixed {
        bits.activations[index] = widths[index % 5]
      }
      for index in bits.weights.indices { bits.weights[index] = widths[(index + 1) % 3] }
      let chosen = bits
      graph = try quantizedTwin(
        of: network.graph, seed: 1,
        activations: { chosen.activations[network.tensorOfNode[$0]] },
        weights: { network.kernelBits($0, chosen).weights })
      (self.network, self.bits) = (network, bits)
      let description = ModelDescription(
        name: "sample", classes: (0..<space.classes).map { "class \($0)" },
        mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25], colourOrder: .rgb)
      try emit(ExecutionPlan(graph), description: description).write(to: folder)
    }

    /// A small network, and a larger one where large tests are wanted.
    static func all() throws -> [Sample] {
      let small = try Sample(SearchSpace.small.largest, in: .small)
      guard LargeTests.areWanted else { return [small] }
      let space = SearchSpace.mobile32()
      var generator = SeededGenerator(seed: 12)
      return [small, try Sample(space.random(using: &generator), in: space)]
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }
  }

  @Test(.needsDeviceCompiler)
  func `Flash and RAM of mixed widths are not below the linked image and little above`() throws {
    let toolchain = try Toolchain.find()
    for sample in try Sample.all() {
      defer { sample.remove() }
      for device in try ["stm32h743", "nrf52840"].map(Device.named) {
        let footprint = try FirmwareBuild(
          folder: sample.folder, device: device, toolchain: toolchain,
          in: sample.folder.appending(path: device.name)
        ).footprint()
        let cost = MicrocontrollerModel(device).cost(of: sample.network, at: sample.bits)
        let flash = cost.value(of: .flash) - Double(footprint.flashBytes)
        let ram = cost.value(of: .ram) / Double(footprint.ramBytes)
        let most = Double(footprint.codeSurplus(of: toolchain.family))
        #expect((0..<most).contains(flash), "\(device.name): \(flash)")
        #expect((1..<1.01).contains(ram), "\(device.name): \(ram)")
      }
    }
  }

  @Test(.needsEmulation, arguments: ["stm32h743", "stm32f412", "rp2040"])
  func `Instructions of mixed widths: each layer is within 12 %, the network within 4 %`(
    device: String
  ) throws {
    for sample in try Sample.all() {
      defer { sample.remove() }
      let device = try Device.named(device)
      var ops = RandomIntegerOps(seed: 2)
      let image = ops.values(sample.graph.inputValue.shape.count)
      let expected = KernelRunner(sample.graph).run(image)
      let verdict = try Execution.verify(
        folder: sample.folder, device: device, plan: ExecutionPlan(sample.graph),
        images: [image], expected: [expected], seconds: 60)
      #expect(verdict.isExact)
      let modelled = MicrocontrollerModel(device).layers(of: sample.network, at: sample.bits)
      #expect(modelled.map(\.name) == verdict.layers.map(\.name))
      #expect(Set(modelled.map(\.function)).count >= 5)
      for (layer, count) in zip(modelled, verdict.layers) {
        let ratio = Double(layer.instructions) / Double(count.instructions)
        #expect((0.88..<1.12).contains(ratio), "\(layer.name), \(layer.function): \(ratio)")
      }
      let total = modelled.reduce(0) { $0 + $1.instructions }
      let ratio = Double(total) / Double(verdict.layers.reduce(0) { $0 + $1.instructions })
      #expect((0.96..<1.04).contains(ratio), "\(ratio)")
    }
  }

  @Test func `Networks at 8 bits cost what they cost without a word about bits`() throws {
    let space = SearchSpace.mobile32()
    let network = QuantizableGraph(try space.smallest.graph(in: space))
    let model = MicrocontrollerModel(try Device.named("stm32f746"))
    let bits = network.uniform(.bits8, scheme: .perChannelNormalized)
    #expect(model.cost(of: network, at: bits) == model.cost(of: network.graph))
  }
}
