public import Devices
import Files
import Foundation

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

  /// Writes the misses; no file is left where there are none.
  func keep(_ unserved: [UnservedDevice], insteadOf known: [UnservedDevice]) throws {
    guard unserved != known else { return }
    if unserved.isEmpty { return try FileManager.default.removeIfPresent(self.unserved) }
    try write(unserved, to: self.unserved)
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
