import Foundation
import Pipeline

extension RunStep {
  /// The line that tells the next command: the first later step that is not done.
  func hint(for run: RunFolder, devices: [String]) -> String {
    guard let next = following.first(where: { !$0.isDone(in: run, devices: devices) }) else {
      return "Open \(run.shortPath)/\(run.page.lastPathComponent)\n"
    }
    return "Next: thimble \(next.rawValue) --run \(run.shortPath)\n"
  }
}
