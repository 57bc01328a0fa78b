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
      for device in request.devices {
        let graph = try readIntegerGraph(of: device)
        let description = ModelDescription(
          name: "\(graph.name) for \(device.title)", classes: data.classes, mean: data.mean,
          std: data.std, colourOrder: data.shape.channels == 1 ? .grey : .rgb)
        let firmware = try CodeGeneration.emit(
          graph: graph, plan: ExecutionPlan(kernelsOf: graph), description: description)
        try firmware.write(to: run.device(device.name).firmware)
      }
    }
  }
}
