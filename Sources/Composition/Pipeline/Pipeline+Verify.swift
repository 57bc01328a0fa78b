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
      let served = try devices.served()
      let total = served.count
      for (index, device) in served.enumerated() {
        try context.checkForStop(during: .verify)
        context.progress(.step(done: index, total: total, detail: device.title))
        let file = run.device(device.name).verdict
        if FileManager.default.fileExists(atPath: file.path) { continue }
        let found = try await devices.serving(device, in: .verify) { try verdict(on: device) }
        if let found { try run.write(found, to: file) }
      }
      context.progress(.step(done: total, total: total, detail: ""))
    }
  }

  private func verdict(on device: Device) throws -> Verdict {
    let graph = try contents.readIntegerGraph(of: device)
    let folder = run.device(device.name).firmware
    guard FileManager.default.fileExists(atPath: folder.path) else {
      throw PipelineError.missing(file: folder.path, step: RunStep.emit.rawValue)
    }
    let dataset = try dataset()
    let images = dataset.test.subset(0..<min(request.verifiedImages, dataset.test.count))
      .stored(as: graph.inputValue, try run.readNetwork(of: device.name).interface.normalization)
    return try VerifyStep(
      device: device, budget: request.budget(for: device),
      cost: try contents.readCost(on: device), graph: graph, firmware: folder, images: images,
      context: context
    ).run()
  }
}

extension [Device] {
  /// A sentence about the devices that can be proved on this computer only, for each reason.
  ///
  /// - Throws: `FirmwareError.noHostCompiler` where nothing can be proved here.
  func notesOfProofs() throws -> [String] {
    try Proof.requireHostCompiler()
    var reasons: [Core: String] = [:]
    var titles: [String: [String]] = [:]
    for device in self {
      let core = device.microcontroller.core
      let reason = try reasons[core] ?? Proof(for: core).hostOnlyReason ?? ""
      reasons[core] = reason
      if !reason.isEmpty { titles[reason, default: []].append(device.title) }
    }
    return titles.sorted { $0.key < $1.key }.map { reason, titles in
      let others = titles.count > 3 ? " and \(titles.count - 3) more" : ""
      let verb = titles.count == 1 ? "is" : "are"
      return "\(titles.prefix(3).joined(separator: ", "))\(others) \(verb) proved on this computer "
        + "only. \(reason)"
    }
  }
}
