package import Architectures
package import Devices

extension Device {
  /// What the architectures of a space need on this device, by the model of its kind.
  ///
  /// - Parameters:
  ///   - form: how a microcontroller stores networks.
  ///   - latencies: replaces the model's latency; its blocks are those of the space.
  /// - Throws: where the space is not valid, and ``LatencyError`` where a block has no latency.
  package func costs(
    of space: SearchSpace, form: StoredForm = StoredForm(), latencies: LatencyTable? = nil
  ) throws -> any ArchitectureCosts {
    switch kind {
    case .microcontroller(let microcontroller):
      let model = MicrocontrollerModel(microcontroller, form: form)
      guard let latencies else { return try CostTable(space: space, model: model) }
      return try CostTable(space: space, model: MeasuredLatencyModel(model, latencies))
    }
  }
}
