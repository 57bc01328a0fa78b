import Datasets
import Devices
import Execution
import Foundation
import Graphs

extension Pipeline {
  /// Builds each device's code, runs it on this computer and in the emulator, and compares every
  /// output byte with the reference.
  ///
  /// - Throws: ``PipelineError/otherBytes(device:mismatches:images:first:)``, or
  ///   ``PipelineError/overBudget(device:violations:)`` where the linked image is too large.
  public func verify(again: Bool = false) async throws {
    try await perform(.verify, again: again) {
      let devices = try servedDevices()
      let total = devices.count
      for (index, device) in devices.enumerated() {
        try checkForStop(during: .verify)
        progress(.step(done: index, total: total, detail: device.title))
        let file = run.device(device.name).verdict
        if FileManager.default.fileExists(atPath: file.path) { continue }
        let found = try await serving(device, in: .verify) { try verdict(on: device) }
        if let found { try run.write(found, to: file) }
      }
      progress(.step(done: total, total: total, detail: ""))
    }
  }

  private func verdict(on device: Device) throws -> Verdict {
    let graph = try readIntegerGraph(of: device)
    let folder = run.device(device.name).firmware
    guard FileManager.default.fileExists(atPath: folder.path) else {
      throw PipelineError.missing(file: folder.path, step: RunStep.emit.rawValue)
    }
    let dataset = try dataset()
    let images = dataset.test.subset(0..<min(request.verifiedImages, dataset.test.count))
      .stored(as: graph.inputValue, dataset.normalization)
    let expected = ReferenceRunner(graph).run(
      images: images, threads: request.threads, shouldStop: shouldStop)
    try checkForStop(during: .verify)
    let verdict: Verdict
    do {
      verdict = try Execution.verify(
        folder: folder, device: device, graph: graph, images: images, expected: expected,
        shouldStop: shouldStop)
    } catch is CancellationError {
      throw PipelineError.interrupted(step: RunStep.verify.rawValue)
    }
    if let reason = verdict.hostOnlyReason { progress(.note("\(device.title): \(reason)")) }
    guard verdict.isExact else {
      throw PipelineError.otherBytes(
        device: device.title, mismatches: max(verdict.mismatches, verdict.hostMismatches),
        images: verdict.images, first: verdict.firstMismatch.map(\.summary))
    }
    if let footprint = verdict.footprint {
      var cost = try cost(on: device)
      cost.flashBytes = Quantity(Double(footprint.flashBytes), .measured)
      cost.ramBytes = Quantity(Double(footprint.ramBytes), .measured)
      let violations = request.budget(for: device).violations(of: cost)
      guard violations.isEmpty else {
        throw PipelineError.overBudget(
          device: device.title, violations: violations.map(\.description))
      }
    }
    return verdict
  }
}

extension Verdict.Mismatch {
  /// The bytes of the first output that was wrong.
  fileprivate var summary: String { "image \(image): found \(found), expected \(expected)" }
}
