import Devices
import Files
import Foundation
import Graphs
import Reports
import Tensors

extension Pipeline {
  /// Joins what the steps have found into `report.json` and the page `report.html`.
  ///
  /// What no step has found yet is left open.
  /// - Throws: ``PipelineError/missing(file:step:)`` where nothing was searched yet.
  public func report(again: Bool = false) async throws {
    try await perform(.report, again: again) {
      let report = try reportStep().run()
      try Data(report.html.utf8).writeDurably(to: run.page)
      try run.write(report, to: run.report)
    }
  }

  private func reportStep() throws -> ReportStep {
    let search = request.searches ? try run.readSearch() : nil
    let data = try contents.readData()
    var findings: [String: DeviceFindings] = [:]
    for device in try devices.served() {
      let verdict = try run.readVerdictIfPresent(of: device.name)
      findings[device.name] = DeviceFindings(
        bits: try run.readBitsIfPresent(of: device.name),
        accuracy: try run.readAccuracyIfPresent(of: device.name), verdict: verdict,
        graph: verdict == nil ? nil : try contents.readIntegerGraph(of: device),
        interface: verdict == nil ? nil : try run.readNetwork(of: device.name).interface)
    }
    var repeated = request
    if let record = run.computingIfReadable, record.trial != nil {
      // Another trial may decide otherwise.
      repeated.training.precision = TrainingPlan.Precision(record.precision)
    }
    return ReportStep(
      request: request, command: repeated.command(run: run.shortPath),
      data: data, search: search, findings: findings,
      unserved: try run.readUnserved(), learning: run.readLearning(), times: run.readTimes(),
      precision: engine.precision)
  }
}
