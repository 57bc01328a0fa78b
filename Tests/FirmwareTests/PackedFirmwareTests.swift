import CodeGeneration
import Devices
import Execution
import Foundation
import Graphs
import Planning
import TestSupport
import TestTools
import Testing

/// Emitted networks whose values and weights have 8, 4 and 2 bits.
struct PackedFirmwareTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

  /// Writes a network of mixed widths, with two images and their outputs.
  private func sample(
    seed: UInt64, graph network: (UInt64) throws -> IntegerGraph = randomMixedGraph
  ) throws -> (graph: IntegerGraph, images: [[Int8]], expected: [[Int8]]) {
    let graph = try network(seed)
    let description = ModelDescription(
      name: graph.name, classes: (0..<graph.outputValue.shape.count).map { "class \($0)" },
      mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], colourOrder: .rgb)
    try emit(ExecutionPlan(graph), description: description).write(to: folder)
    var ops = RandomIntegerOps(seed: seed)
    let images = (0..<2).map { _ in ops.values(graph.inputValue.shape.count) }
    return (graph, images, images.map(ReferenceRunner(graph).run))
  }

  @Test func `Emitted code of mixed widths computes the reference's bytes here, under sanitizers`()
    throws
  {
    defer { try? FileManager.default.removeItem(at: folder) }
    let (_, images, expected) = try sample(seed: 31)
    let build = try HostBuild(
      folder: folder, isSanitized: true, in: folder.appending(path: "host"))
    #expect(try build.run(images) == expected)
  }

  @Test(.needsEmulation, arguments: FirmwareTests.devices)
  func `Emitted code of mixed widths computes the reference's bytes on every core`(
    device: String
  ) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let (graph, images, expected) = try sample(seed: 32)
    let verdict = try Execution.verify(
      folder: folder, device: try Device.named(device), plan: ExecutionPlan(graph), images: images,
      expected: expected, toolchain: nil, seconds: 60)
    #expect(verdict.isExact, "\(String(describing: verdict.firstMismatch))")
    #expect(verdict.machine != nil && verdict.hostOnlyReason == nil)
  }

  @Test(
    .needsEmulation, arguments: combinations(Toolchain.Family.present, FirmwareTests.devices))
  func `Every operation gives the reference's bytes at every width and odd sizes`(
    family: Toolchain.Family, device: String
  ) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let (graph, images, expected) = try sample(seed: 33, graph: oddMixedGraph)
    let kernels = ExecutionPlan(graph).calls.map(\.kernel.symbol)
    #expect(
      Set(kernels).isSuperset(of: KernelFunction.allCases.filter(\.description.isPacked)))
    let verdict = try Execution.verify(
      folder: folder, device: try Device.named(device), plan: ExecutionPlan(graph), images: images,
      expected: expected, toolchain: family, seconds: 60)
    #expect(verdict.isExact && verdict.machine != nil)
  }
}
