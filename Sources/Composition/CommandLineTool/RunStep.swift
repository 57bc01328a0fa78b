import Foundation
import Pipeline

/// A step of the flow: the verb that does it and the file that it leaves.
enum RunStep: String, CaseIterable, Codable, Sendable {
  case train
  case search
  case quantize
  case emit
  case verify
  case report

  /// The step after this one.
  var next: RunStep? {
    let steps = Self.allCases
    guard let index = steps.firstIndex(of: self), index + 1 < steps.count else { return nil }
    return steps[index + 1]
  }

  /// The files whose presence says that the step is done.
  func files(in run: RunFolder, devices: [String]) -> [URL] {
    let folders = devices.map(run.device)
    return switch self {
    case .train: [run.supernet]
    case .search: [run.search]
    case .quantize: folders.map(\.integerGraph)
    case .emit: folders.map(\.firmware)
    case .verify: folders.map(\.verdict)
    case .report: [run.report, run.page]
    }
  }

  /// Whether every file of the step is there.
  func isDone(in run: RunFolder, devices: [String]) -> Bool {
    files(in: run, devices: devices).allSatisfy {
      FileManager.default.fileExists(atPath: $0.path)
    }
  }

  /// The line that tells the next command.
  func hint(for run: RunFolder) -> String {
    guard let next else { return "Open \(run.shortPath)/\(run.page.lastPathComponent)\n" }
    return "Next: thimble \(next.rawValue) --run \(run.shortPath)\n"
  }
}
