import Devices
import Search

/// The devices of a run, and which of them get a network: one that no network fits is left out, so that
/// the others are served.
struct ServedDevices {
  /// Where the misses are kept.
  let run: RunFolder
  /// All devices.
  let devices: [Device]
  /// Receives a sentence without its full stop.
  let note: (String) -> Void

  /// The devices that get a network as far as that is known by now, in the order of the request.
  func served() throws -> [Device] {
    let unserved = Set(try run.readUnserved().map(\.device))
    return devices.filter { !unserved.contains($0.name) }
  }

  /// Keeps devices that no network fits.
  ///
  /// - Parameters:
  ///   - misses: why, by the name of the device.
  ///   - anew: whether devices that the step did not serve before are served unless they miss again.
  /// - Throws: the miss where the run has one device; ``PipelineError/noneServed(_:)`` where no device is
  ///   left.
  func leaveOut(_ misses: [String: any Error], in step: RunStep, anew: Bool = false) throws {
    if let first = misses.first, devices.count == 1 { throw first.value }
    let known = try run.readUnserved()
    var unserved = known.filter { misses[$0.device] == nil && !(anew && $0.step == step) }
    for device in devices {
      guard let miss = misses[device.name] else { continue }
      let entry = UnservedDevice(device: device.name, reason: miss.nearestMiss, step: step)
      unserved.append(entry)
      if !known.contains(entry) { note("not served: \(entry.sentence)") }
    }
    let order = devices.map(\.name)
    unserved.sort {
      (order.firstIndex(of: $0.device) ?? 0) < (order.firstIndex(of: $1.device) ?? 0)
    }
    guard unserved.count < devices.count else {
      throw PipelineError.noneServed(unserved.map(\.sentence))
    }
    try run.keep(unserved, insteadOf: known)
  }

  /// Does the part of a step that belongs to a device; nil where no network fits it while others are
  /// served.
  func serving<Result>(
    _ device: Device, in step: RunStep, _ work: () async throws -> Result
  ) async throws -> Result? {
    do {
      return try await work()
    } catch  where error.isMiss {
      try leaveOut([device.name: error], in: step)
      return nil
    }
  }

  /// Throws ``PipelineError/unserved(_:of:)`` for a device that no network fits.
  func require(_ device: Device) throws {
    guard let miss = try run.readUnserved().first(where: { $0.device == device.name }) else {
      return
    }
    throw PipelineError.unserved([miss.sentence], of: devices.count)
  }
}

extension Error {
  /// Whether it says that a device holds no network.
  var isMiss: Bool {
    switch self as any Error {
    case SearchError.nothingFits, PipelineError.doesNotFit, PipelineError.overBudget: true
    default: false
    }
  }

  /// A miss without what the row of a device says anyway.
  fileprivate var nearestMiss: String {
    switch self as any Error {
    case SearchError.nothingFits(_, let nearest, _, let violations):
      violations.map(\.description).joined(separator: " and ")
        + " for the nearest network, \(nearest)"
    case PipelineError.doesNotFit(let network, _, let bits, let violations):
      violations.joined(separator: " and ") + " for '\(network)' with \(bits) bits"
    case PipelineError.overBudget(_, let violations):
      violations.joined(separator: " and ") + " for the linked code"
    default: "\(self)"
    }
  }
}
