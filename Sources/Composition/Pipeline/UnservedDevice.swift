import Architectures
public import Devices
import Files
import Foundation
import Search

/// A device of a run for which no network fits, as `unserved.json` keeps it beside what serves the others.
public struct UnservedDevice: Codable, Equatable, Sendable {
  /// The name of the device.
  public var device: String
  /// The nearest miss, for example `RAM needs 12.0 of 10.0 KiB for the nearest network, r8 k3e2`.
  public var reason: String
  /// The step that found no network.
  public var step: RunStep

  /// Names the device and the nearest miss.
  public var sentence: String { "\(device): \(reason)" }
}

extension RunFolder {
  /// The devices of the run that no network fits; none in runs that serve all.
  public func readUnserved() throws -> [UnservedDevice] {
    try readIfPresent([UnservedDevice].self, from: unserved, writtenBy: RunStep.search.rawValue)
      ?? []
  }

  /// Those devices of the run that get a network, in the order of the request.
  public func servedDevices() throws -> [Device] {
    let unserved = Set(try readUnserved().map(\.device))
    return try readRequest().devices.filter { !unserved.contains($0.name) }
  }

  /// Forgets the misses of steps that are done anew; the file goes with the last of them.
  func forgetUnserved(by steps: some Collection<RunStep>) throws {
    let known = try readUnserved()
    try keep(known.filter { !steps.contains($0.step) }, insteadOf: known)
  }

  fileprivate func keep(_ unserved: [UnservedDevice], insteadOf known: [UnservedDevice]) throws {
    guard unserved != known else { return }
    if unserved.isEmpty { return try FileManager.default.removeIfPresent(self.unserved) }
    try write(unserved, to: self.unserved)
  }
}

extension Pipeline {
  /// The devices that get a network as far as that is known by now, in the order of the request.
  func servedDevices() throws -> [Device] {
    let unserved = Set(try run.readUnserved().map(\.device))
    return request.devices.filter { !unserved.contains($0.name) }
  }

  /// Keeps devices that no network fits, so that the others are served.
  ///
  /// - Parameters:
  ///   - misses: why, by the name of the device.
  ///   - anew: whether devices that the step did not serve before are served unless they miss again.
  /// - Throws: the miss where the run has one device; ``PipelineError/noneServed(_:)`` where no device is
  ///   left.
  func note(_ misses: [String: any Error], in step: RunStep, anew: Bool = false) throws {
    if let first = misses.first, request.devices.count == 1 { throw first.value }
    let known = try run.readUnserved()
    var unserved = known.filter { misses[$0.device] == nil && !(anew && $0.step == step) }
    for device in request.devices {
      guard let miss = misses[device.name] else { continue }
      let entry = UnservedDevice(device: device.name, reason: reason(of: miss), step: step)
      unserved.append(entry)
      if !known.contains(entry) { progress(.note("not served: \(entry.sentence)")) }
    }
    let order = deviceNames
    unserved.sort {
      (order.firstIndex(of: $0.device) ?? 0) < (order.firstIndex(of: $1.device) ?? 0)
    }
    guard unserved.count < request.devices.count else {
      throw PipelineError.noneServed(unserved.map(\.sentence))
    }
    try run.keep(unserved, insteadOf: known)
  }

  /// Throws ``PipelineError/unserved(_:of:)`` for a device that no network fits.
  func requireServed(_ device: Device) throws {
    guard let miss = try run.readUnserved().first(where: { $0.device == device.name }) else {
      return
    }
    throw PipelineError.unserved([miss.sentence], of: request.devices.count)
  }

  /// Does the part of a step that belongs to a device; nil where no network fits it while others are
  /// served.
  func serving<Result>(
    _ device: Device, in step: RunStep, _ work: () async throws -> Result
  ) async throws -> Result? {
    do {
      return try await work()
    } catch  where isMiss(error) {
      try note([device.name: error], in: step)
      return nil
    }
  }

  /// Whether an error says that a device holds no network.
  func isMiss(_ error: any Error) -> Bool {
    switch error {
    case is SearchError, PipelineError.doesNotFit, PipelineError.overBudget: true
    default: false
    }
  }

  /// A miss without what the row of a device says anyway.
  private func reason(of error: any Error) -> String {
    switch error {
    case SearchError.nothingFits(_, let nearest, _, let violations):
      violations.map(\.description).joined(separator: " and ")
        + " for the nearest network, \(nearest)"
    case PipelineError.doesNotFit(let network, _, let bits, let violations):
      violations.joined(separator: " and ") + " for '\(network)' with \(bits) bits"
    case PipelineError.overBudget(_, let violations):
      violations.joined(separator: " and ") + " for the linked code"
    default: "\(error)"
    }
  }
}

extension UnservedDevice {
  /// Throws ``PipelineError/unserved(_:of:)`` where a run does not serve all of its devices; for the end,
  /// when the others are served.
  public static func requireNone(in run: RunFolder) throws {
    let unserved = try run.readUnserved()
    guard !unserved.isEmpty else { return }
    throw PipelineError.unserved(
      unserved.map(\.sentence), of: try run.readRequest().devices.count)
  }
}
