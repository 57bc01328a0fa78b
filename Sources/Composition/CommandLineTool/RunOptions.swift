import ArgumentParser
import Devices
import Foundation
import Pipeline

/// The options of every verb that works on a run folder.
struct RunOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The run folder (default: the only one in 'runs'; a new run is named after its images).",
      valueName: "folder"))
  var run: String?

  @Flag(help: "Show no progress.")
  var quiet = false

  @Flag(help: "Write the result as JSON to the standard output.")
  var json = false

  /// The folder of an existing run.
  func folder() throws -> RunFolder {
    if let run { return RunFolder(URL(filePath: run, directoryHint: .isDirectory)) }
    let found = Self.runs(in: "runs")
    guard found.count == 1 else { throw UsageError.runFolder(found: found) }
    return RunFolder(URL(filePath: found[0], directoryHint: .isDirectory))
  }

  /// The folder of a run that may begin here.
  func folder(orNewNamed name: String) -> RunFolder {
    RunFolder(URL(filePath: run ?? "runs/\(name)", directoryHint: .isDirectory))
  }

  /// The run folders below a folder, sorted.
  static func runs(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().map { "\(folder)/\($0)" }.filter {
      FileManager.default.fileExists(atPath: "\($0)/request.json")
    }
  }
}

extension RunFolder {
  /// Whether a run has begun in this folder.
  var exists: Bool { FileManager.default.fileExists(atPath: request.path) }
}

extension FitRequest {
  /// The device of this name, or the only one where no name is given.
  func device(named name: String?) throws -> Device {
    let served = devices.map(\.name)
    guard let name else {
      guard devices.count == 1 else { throw UsageError.deviceNeeded(served: served) }
      return devices[0]
    }
    guard let device = devices.first(where: { $0.name == name.lowercased() }) else {
      throw UsageError.notServed(device: name, served: served)
    }
    return device
  }
}
