public import Architectures
public import Devices
import Graphs
import Reports
import Supernets
import Tensors

extension Pipeline {
  /// What a device's network answers on all test images, in floating point and in integers.
  ///
  /// - Throws: ``PipelineError/missing(file:step:)`` where it is not quantized yet.
  public func evaluate(_ device: Device) throws -> Evaluation {
    try devices.require(device)
    return try measurement().evaluation(
      of: try contents.readNetwork(of: device), try contents.readIntegerGraph(of: device),
      title: device.title)
  }

  /// How well the sub-network of the trained supernet does, or the network that the run trained
  /// alone; batch norms are recalibrated.
  ///
  /// - Throws: where the training has not ended, or the architecture is no point of the space.
  public func evaluate(_ architecture: Architecture) throws -> NetworkRecord {
    if request.source.trainsAlone(architecture) { return try run.readNetwork() }
    let space = try request.searchedSpace()
    let weights = try Supernet(space).extracted(architecture, from: try contents.readSupernet())
    let graph = try architecture.graph(in: space)
    let measurement = try measurement()
    var record = measurement.record(
      of: WeightedNetwork(
        graph: graph, weights: measurement.recalibrated(Network(graph), weights),
        interface: measurement.interface))
    record.architecture = architecture
    return record
  }

  /// How well the network that the run trained alone does, measured again.
  ///
  /// - Throws: where the training has not ended, or the run trains a supernet.
  public func evaluateNetwork() throws -> NetworkRecord {
    request.source.named(try measurement().record(of: try contents.readNetworkAlone()))
  }
}
