import Architectures
import Execution
import Files
import Foundation
import Graphs
import Planning
import Reports

extension String {
  /// The version of a tool without the address of its sources, which clang adds.
  var withoutAddress: String {
    range(of: " (http").map { String(self[..<$0.lowerBound]) } ?? self
  }
}

extension NetworkSource {
  /// What the networks are points of, or which one it is.
  var condition: Report.Condition {
    if case .model(let file, let network) = self {
      return .init("Network", "\(network), trained, from \(file.shownArgument)")
    }
    return space.map { .init("Space", $0.name) } ?? .init("Network", title)
  }
}

extension Footprint {
  /// Each part of the image with what was planned for it.
  ///
  /// - Parameter tables: those that turn 8-bit values into stored ones.
  func parts(of graph: IntegerGraph, tables: Int) -> [Report.MemoryPart] {
    let plan = ExecutionPlan(graph)
    let planned = plan.calls.uniqueConstants
      .reduce(256 * tables) { $0 + $1.value.byteCount }
    return [
      .init(.flash, "weights and tables", bytes: constantBytes, plannedBytes: planned),
      .init(.flash, "kernels", bytes: kernelBytes),
      .init(.flash, "list of layers", bytes: modelBytes),
      .init(.flash, "start-up and gaps", bytes: otherBytes.flash),
      .init(.ram, "arena", bytes: arenaBytes, plannedBytes: plan.arenaBytes),
      .init(.ram, "variables", bytes: variableBytes),
      .init(.ram, "stack", bytes: stackBytes),
      .init(.ram, "gaps", bytes: otherBytes.ram),
    ]
  }
}

extension TrainingPlan.Optimizer {
  /// The name in tables.
  var title: String {
    switch self {
    case .sgd: "SGD with Nesterov momentum"
    case .adamW: "AdamW"
    }
  }
}
