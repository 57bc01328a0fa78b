import Architectures
import CodeGeneration
import Devices
import Execution
import Foundation
import Graphs
import Planning
import TestSupport
import TestTools
import Testing

/// Networks of MLPerf Tiny that read no pictures, with random weights, on emulated devices.
struct OtherInputFirmwareTests {
  /// Emits a network at these bits and compares its bytes on an emulated device.
  private func verify(
    _ name: String, _ task: NetworkTask, at bits: Precision, on device: String
  ) throws -> Verdict {
    let graph = try quantizedTwin(
      of: try Zoo.network(named: name), seed: 8, weights: { _ in bits })
    var ops = RandomIntegerOps(seed: 8)
    let inputs = (0..<2).map { _ in ops.values(graph.inputValue.shape.count) }
    let runner = ReferenceRunner(graph)
    let expected = inputs.map { runner.run($0) }
    #expect(expected[0] != expected[1])
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let interface = NetworkInterface(mean: [0.5], std: [0.25], preprocessing: nil, task: task)
    try emit(
      ExecutionPlan(graph), description: ModelDescription(name: name, interface)
    ).write(to: folder)
    return try Execution.verify(
      folder: folder, device: try Device.named(device), plan: ExecutionPlan(graph),
      images: inputs, expected: expected)
  }

  @Test(.needsEmulation, arguments: [Precision.bits8, .bits4])
  func `the keyword spotter computes the bytes of the reference`(bits: Precision) throws {
    let words = (0..<12).map { "word \($0)" }
    let verdict = try verify("ds-cnn", .classes(words), at: bits, on: "stm32f401")
    #expect(verdict.isExact && verdict.machine != nil)
  }

  @Test(.needsEmulation)
  func `the anomaly detector computes the bytes of the reference with a single table`() throws {
    let verdict = try verify("autoencoder", .values, at: .bits8, on: "stm32f746")
    #expect(verdict.isExact && verdict.machine != nil)
    let footprint = try #require(verdict.footprint)
    let float = try Zoo.network(named: "autoencoder")
    // Weights, biases and multipliers; a table for each of 640 channels would take 160 KiB more.
    #expect(footprint.constantBytes < float.parameterCount + 32 * 1024)
  }
}
