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
      for device in try servedDevices() {
        let firmware = try firmware(of: try readIntegerGraph(of: device), for: device)
        try firmware.write(to: run.device(device.name).firmware)
      }
    }
  }

  /// The sources of a device's network.
  func firmware(of graph: IntegerGraph, for device: Device) throws -> Firmware {
    let data = try readData()
    let description = ModelDescription(
      name: "\(graph.name) for \(device.title)", classes: data.classes, mean: data.mean,
      std: data.std, colourOrder: data.shape.channels == 1 ? .grey : .rgb)
    return try CodeGeneration.emit(
      graph: graph, plan: ExecutionPlan(kernelsOf: graph), description: description)
  }
}
