import CodeGeneration
import Devices
import Execution
import Foundation
import Graphs
import Planning
import TestSupport
import Testing

/// A random network with its emitted code in a folder, and images with their outputs.
struct FirmwareSample {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  let graph: IntegerGraph
  let images: [[Int8]]
  var expected: [[Int8]]

  init(seed: UInt64, images count: Int = 3) throws {
    graph = try randomIntegerGraph(seed: seed)
    var ops = RandomIntegerOps(seed: seed)
    let size = graph.inputValue.shape.count
    let images = (0..<count).map { _ in ops.values(size) }
    self.images = images
    let runner = ReferenceRunner(graph)
    expected = images.map { runner.run($0) }
    let channels = graph.inputValue.shape.channels
    let description = ModelDescription(
      name: graph.name, classes: (0..<graph.outputValue.shape.count).map { "class \($0)" },
      mean: Array(repeating: 0.5, count: channels), std: Array(repeating: 0.5, count: channels),
      colourOrder: .rgb)
    try emit(ExecutionPlan(graph), description: description).write(to: folder)
  }

  func edit(_ file: String, replace text: String, by other: String) throws {
    let url = folder.appending(path: file)
    let source = try String(contentsOf: url, encoding: .utf8)
    try #require(source.contains(text))
    try source.replacingOccurrences(of: text, with: other)
      .write(to: url, atomically: true, encoding: .utf8)
  }

  func verify(_ device: String, toolchain: Toolchain.Family? = nil) throws -> Verdict {
    try verify(try Device.named(device), toolchain: toolchain)
  }

  func verify(
    _ device: Device, budget: Budget = Budget(), toolchain: Toolchain.Family? = nil,
    stackBytes: Int = Microcontroller.stackBytes
  ) throws -> Verdict {
    try Execution.verify(
      folder: folder, device: device, budget: budget, plan: ExecutionPlan(graph), images: images,
      expected: expected, stackBytes: stackBytes, toolchain: toolchain, seconds: 60)
  }

  /// What the code takes, linked for the device.
  func footprint(on device: Device) throws -> Footprint? {
    try linkedFootprint(folder: folder, device: device)
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }
}
