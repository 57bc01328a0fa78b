package import Devices
import Foundation
import Search

extension TrainedSupernet {
  /// The networks of this supernet that fit a device and that no other one beats there, by predicted
  /// accuracy.
  ///
  /// - Parameters:
  ///   - budget: what a network may need; nil is the device's standard.
  ///   - latencies: in place of the device's cost model.
  ///   - axes: what is traded against accuracy.
  /// - Throws: ``PipelineError/missing(file:step:)`` where the supernet has no predictor, and
  ///   `SearchError` where nothing fits.
  package func front(
    on device: Device, budget: Budget? = nil, latencies: MeasuredLatencies? = nil,
    axes: [Resource] = FrontSource.axes
  ) throws -> FrontRecord {
    guard let predictor = try folder.readPredictor(of: try request.searchedSpace()) else {
      throw PipelineError.missing(file: folder.predictor.path, step: "predictor")
    }
    var asked = request
    (asked.devices, asked.latencies) = ([device], latencies)
    asked.budgets = budget.map { [device.name: $0] } ?? [:]
    let task = try folder.readData().task
    let space = try asked.searchedSpace()
    let target = try asked.searchTargets(task: task)[0]
    try target.requireFit()
    let source = FrontSource(
      space: space, predictor: predictor, target: target, device: device,
      latencies: latencies, form: asked.storedForm(task: task),
      seed: asked.seed(of: .search))
    var record = try source.record(of: try source.front(keptIn: folder).front)
    record.points = try ParetoFront(record.points, of: space, axes: record.axes)
      .points(for: target, axes: axes)
    record.axes = axes
    return record
  }
}
