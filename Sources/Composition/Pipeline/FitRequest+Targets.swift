import Architectures
import CostModels
import Devices
import Search

extension FitRequest {
  /// What each device allows, and what networks take on it.
  ///
  /// Devices that differ in names and budgets alone share a table of costs.
  func searchTargets() throws -> [SearchTarget] {
    var tables: [Device: CostTable] = [:]
    return try devices.map { device in
      let model = MicrocontrollerModel(device)
      let latencies = latencies?.table
      let table =
        try tables[device.nameless] ?? CostTable(space: space, model: model, latencies: latencies)
      tables[device.nameless] = table
      return SearchTarget(
        device: device.name, budget: budget(for: device), table: table,
        exactCost: { [space] in
          try model.cost(of: try $0.graph(in: space), latencies: latencies)
        })
    }
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
