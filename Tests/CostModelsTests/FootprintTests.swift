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

struct FootprintTests {
  /// A network of the built-in space with random weights, as emitted code in a folder.
  private struct Sample {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let float: FloatGraph
    let graph: IntegerGraph

    init(_ architecture: Architecture, in space: SearchSpace = .mobile32()) throws {
      float = try architecture.graph(in: space)
      graph = try quantizedTwin(of: float, seed: 1)
      let description = ModelDescription(
        name: "sample", classes: (0..<space.classes).map { "class \($0)" },
        mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25], colourOrder: .rgb)
      try emit(ExecutionPlan(graph), description: description).write(to: folder)
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }
  }

  private static var architectures: [Architecture] {
    let space = SearchSpace.mobile32()
    var generator = SeededGenerator(seed: 12)
    return [space.smallest, space.random(using: &generator)]
      + (LargeTests.areWanted ? [space.largest] : [])
  }

  @Test(.needsDeviceCompiler)
  func `Flash and RAM are not below the linked image and little above`() throws {
    let toolchain = try Toolchain.find()
    for architecture in Self.architectures {
      let sample = try Sample(architecture)
      defer { sample.remove() }
      for device in try ["stm32h743", "nrf52840"].map(Device.named) {
        let footprint = try FirmwareBuild(
          folder: sample.folder, device: device, toolchain: toolchain,
          in: sample.folder.appending(path: device.name)
        ).footprint()
        let cost = MicrocontrollerModel(device).cost(of: sample.float)
        let flash = cost.value(of: .flash) / Double(footprint.flashBytes)
        let ram = cost.value(of: .ram) / Double(footprint.ramBytes)
        // GCC makes up to 4 KiB less code than clang, for which the estimate allows.
        #expect(
          (1..<(toolchain.family == .gcc ? 1.07 : 1.01)).contains(flash),
          "\(device.name), \(architecture): \(flash)")
        #expect((1..<1.01).contains(ram), "\(device.name), \(architecture): \(ram)")
      }
    }
  }

  @Test func `The floor form takes a byte more for each output channel, up to whole words`() throws
  {
    let device = try Device.named("nrf52840")
    let builder = GraphBuilder<FloatOp>(name: "exponents")
    let map = try builder.input(Shape(height: 8, width: 8, channels: 3))
      .convolution("stem", 4, kernel: 3, stride: 2).depthwise("depthwise", kernel: 3)
      .convolution("project", 5, kernel: 1)
    let graph = builder.graph(output: try map.globalAveragePool().dense("logits", 10))
    let rounded = MicrocontrollerModel(device).cost(of: graph)
    let floored = MicrocontrollerModel(device, form: StoredForm(hasExponents: true)).cost(of: graph)
    // Of 4, 4, 5 and 10 outputs.
    #expect(floored.value(of: .flash) == rounded.value(of: .flash) + 4 + 4 + 8 + 12)
    #expect(floored[.ram] == rounded[.ram])
  }

  @Test(.needsEmulation)
  func `Instructions of each layer are within 10 % of the emulator's, of a network within 3 %`()
    throws
  {
    let sample =
      try LargeTests.areWanted
      ? Sample(Self.architectures[1]) : Sample(SearchSpace.small.largest, in: .small)
    defer { sample.remove() }
    var ops = RandomIntegerOps(seed: 2)
    let image = ops.values(sample.graph.inputValue.shape.count)
    for device in try ["stm32f412", "rp2040"].map(Device.named) {
      let measured = try Execution.verify(
        folder: sample.folder, device: device, plan: ExecutionPlan(sample.graph), images: [image],
        expected: [image], seconds: 60
      ).layers
      let modelled = MicrocontrollerModel(device).layers(of: LoweredGraph(sample.float))
      #expect(modelled.map(\.name) == measured.map(\.name))
      for (layer, count) in zip(modelled, measured) {
        let ratio = Double(layer.instructions) / Double(count.instructions)
        #expect((0.9..<1.1).contains(ratio), "\(device.name), \(layer.name): \(ratio)")
      }
      let total = modelled.reduce(0) { $0 + $1.instructions }
      let ratio = Double(total) / Double(measured.reduce(0) { $0 + $1.instructions })
      #expect((0.97..<1.03).contains(ratio), "\(device.name): \(ratio)")
    }
  }
}
