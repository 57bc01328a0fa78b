import CodeGeneration
import Devices
import Graphs
import Planning

extension Pipeline {
  /// Writes each device's integer network as C99 into its folder `firmware`.
  ///
  /// - Throws: ``PipelineError/missing(file:step:)`` where it is not quantized yet.
  public func emit(again: Bool = false) async throws {
    try await perform(.emit, again: again) {
      let data = try readData()
      for device in try servedDevices() {
        let graph = try readIntegerGraph(of: device)
        let firmware = try firmware(of: graph, for: device, readingAs: data)
        try firmware.write(to: run.device(device.name).firmware)
      }
    }
  }

  /// The sources of a device's network.
  ///
  /// - Parameter data: the classes, and how pixels become numbers.
  func firmware(
    of graph: IntegerGraph, for device: Device, readingAs data: DataRecord
  ) throws -> Firmware {
    let description = ModelDescription(
      name: "\(graph.name) for \(device.title)", classes: data.classes, mean: data.mean,
      std: data.std, colourOrder: data.shape.channels == 1 ? .grey : .rgb)
    return try CodeGeneration.emit(
      graph: graph, plan: ExecutionPlan(kernelsOf: graph), description: description)
  }
}
