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
  ///   - classNames: nil where the images were not looked at yet.
  ///   - margins: bytes by which the cost model falls short on a device, which its budget is lowered by.
  func searchTargets(
    classNames: [String]? = nil, margins: [String: ModelMargin] = [:]
  ) throws -> [SearchTarget] {
    var tables: [Device: CostTable] = [:]
    let form = storedForm(classNames: classNames)
    let space = try searchedSpace()
    return try devices.map { device in
      let model = MicrocontrollerModel(device, form: form)
      let latencies = latencies?.table
      let table =
        try tables[device.nameless] ?? CostTable(space: space, model: model, latencies: latencies)
      tables[device.nameless] = table
      return SearchTarget(
        device: device.name, budget: budget(for: device).lowered(by: margins[device.name]),
        table: table,
        exactCost: {
          try model.cost(of: try $0.sectionedGraph(in: space), latencies: latencies)
        })
    }
  }

  /// How devices store the networks of the run.
  ///
  /// - Parameter classNames: nil where the images were not looked at yet.
  func storedForm(classNames: [String]?) -> StoredForm {
    StoredForm(
      hasExponents: quantization.form == .floor,
      scheme: quantization.schemes.scheme(weights: .bits8, output: .bits8),
      classNames: classNames)
  }
}

extension Budget {
  /// The same with less flash and RAM.
  func lowered(by margin: ModelMargin?) -> Budget {
    var budget = self
    budget.flashBytes = flashBytes.map { $0 - (margin?.flashBytes ?? 0) }
    budget.ramBytes = ramBytes.map { $0 - (margin?.ramBytes ?? 0) }
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
