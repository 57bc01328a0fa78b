import Architectures
import CostModels
import Devices
import Graphs
import Planning
import Search

extension FitRequest {
  /// What each device allows, and what networks take on it.
  ///
  /// Devices that differ in names and budgets alone share a table of costs.
  ///
  /// - Parameters:
  ///   - task: of the networks; nil where the images were not looked at yet.
  ///   - margins: bytes by which the cost model falls short on a device, which its budget is lowered by.
  func searchTargets(
    task: NetworkTask? = nil, margins: [String: ModelMargin] = [:]
  ) throws -> [SearchTarget] {
    var known: [Device: any ArchitectureCosts] = [:]
    let form = storedForm(task: task)
    let space = try searchedSpace()
    return try devices.map { device in
      let costs =
        try known[device.nameless]
        ?? device.costs(of: space, form: form, latencies: latencies?.table)
      known[device.nameless] = costs
      return SearchTarget(
        device: device.name, budget: budget(for: device).lowered(by: margins[device.name]),
        costs: costs)
    }
  }

  /// How devices store the networks of the run.
  ///
  /// - Parameter task: of the networks; nil where the images were not looked at yet.
  func storedForm(task: NetworkTask?) -> StoredForm {
    StoredForm(
      hasExponents: quantization.form == .floor,
      scheme: quantization.schemes.scheme(weights: .bits8, output: .bits8),
      task: task ?? data.plainTask,
      sharesTable: data.imageShape.normalizedChannels < data.imageShape.channels)
  }
}

extension Budget {
  /// The same with less of each memory.
  func lowered(by margin: ModelMargin?) -> Budget {
    var budget = self
    for (memory, bytes) in margin ?? [:] {
      budget[memory] = self[memory].map { $0 - Double(bytes) }
    }
    return budget
  }
}

extension FitRequest {
  /// The device of a target.
  func device(of target: SearchTarget) throws -> Device {
    guard let device = devices.first(where: { $0.name == target.device }) else {
      throw PipelineError.request("'\(target.device)' is no device of this run.")
    }
    return device
  }
}

extension Device {
  /// The device without its names, which decide no cost.
  var nameless: Device {
    var device = self
    (device.name, device.title) = ("", "")
    return device
  }
}
