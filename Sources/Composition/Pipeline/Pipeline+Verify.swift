import Datasets
import Devices
import Execution
import Foundation
import Graphs
import Planning

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
        folder: folder, device: device, budget: request.budget(for: device),
        plan: ExecutionPlan(graph),
        images: images, expected: expected, shouldStop: shouldStop)
    } catch is CancellationError {
      throw PipelineError.interrupted(step: RunStep.verify.rawValue)
    } catch FirmwareError.tooLarge(_, let violations) {
      throw PipelineError.overBudget(
        device: device.title, violations: violations.map(\.description))
    }
    if let reason = verdict.hostOnlyReason {
      progress(.note("\(device.title) is proved on this computer only. \(reason)"))
    }
    guard verdict.isExact else {
      throw PipelineError.otherBytes(
        device: device.title, mismatches: max(verdict.mismatches, verdict.hostMismatches),
        images: verdict.images, first: verdict.firstMismatch.map(\.summary))
    }
    var cost = try cost(on: device)
    if let footprint = verdict.footprint {
      cost.flashBytes = Quantity(Double(footprint.flashBytes), .measured)
      cost.ramBytes = Quantity(Double(footprint.ramBytes), .measured)
    }
    let violations = request.budget(for: device).violations(of: cost)
    guard violations.isEmpty else {
      throw PipelineError.overBudget(
        device: device.title, violations: violations.map(\.description))
    }
    return verdict
  }

  /// Says before any work which devices can be proved on this computer only, and why.
  ///
  /// - Throws: `FirmwareError.noHostCompiler` where nothing can be proved here.
  func announceProofs() throws {
    try Proof.requireHostCompiler()
    var reasons: [Core: String] = [:]
    var titles: [String: [String]] = [:]
    for device in request.devices {
      let known = reasons[device.core]
      let reason = try known ?? Proof(for: device.core).hostOnlyReason ?? ""
      reasons[device.core] = reason
      if !reason.isEmpty { titles[reason, default: []].append(device.title) }
    }
    for (reason, titles) in titles.sorted(by: { $0.key < $1.key }) {
      let others = titles.count > 3 ? " and \(titles.count - 3) more" : ""
      let verb = titles.count == 1 ? "is" : "are"
      progress(
        .note(
          "\(titles.prefix(3).joined(separator: ", "))\(others) \(verb) proved on this computer "
            + "only. \(reason)"))
    }
  }
}

extension Verdict.Mismatch {
  /// The bytes of the first output that was wrong.
  fileprivate var summary: String { "image \(image): found \(found), expected \(expected)" }
}
