import CodeGeneration
import Graphs
import Planning

/// Makes the C99 of an integer network.
struct FirmwareStep {
  /// The title of the device.
  let title: String
  /// The integer network.
  let graph: IntegerGraph
  /// What goes in and comes out.
  let interface: NetworkInterface
  /// What files, symbols and macros begin with.
  let name: CodeName

  /// The sources.
  func run() throws -> Firmware {
    let description = ModelDescription(
      name: "\(graph.name) for \(title)", codeName: name, interface)
    return try CodeGeneration.emit(ExecutionPlan(graph), description: description)
  }
}
