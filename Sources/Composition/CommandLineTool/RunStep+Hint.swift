import Devices
import Foundation
import Pipeline
import Reports

extension RunStep {
  /// The line that names the next command: the first later step that is not done.
  func hint(for run: RunFolder, _ request: FitRequest) -> String {
    let devices = request.devices.map(\.name)
    let steps = request.steps.filter(following.contains)
    guard let next = steps.first(where: { !$0.isDone(in: run, devices: devices) }) else {
      return "Open \(shellWord("\(run.shortPath)/\(run.page.lastPathComponent)"))\n"
        + "For your own build: thimble emit \(shellOption("--run", run.shortPath)) --as cmake (or make, "
        + "arduino, platformio, zephyr, esp-idf)\n"
    }
    return "Next: thimble \(next.rawValue) \(shellOption("--run", run.shortPath))\n"
  }
}
