import Foundation
import Processes

extension ChildProcess {
  /// Runs the program to an end of its own.
  ///
  /// - Parameter shouldStop: asked ten times a second.
  /// - Returns: the status that it ended with, and what it wrote.
  /// - Throws: `CancellationError` where it was to stop; `FirmwareError.timeout`; `ProcessError`.
  func finish(shouldStop: () -> Bool) throws -> (status: Int32, text: String) {
    let outcome = try run(shouldStop: shouldStop)
    switch outcome.end {
    case .status(let status): return (status, outcome.text)
    case .timeLimit:
      throw FirmwareError.timeout(program: executable.lastPathComponent, seconds: seconds ?? 0)
    case .stopped: throw CancellationError()
    }
  }
}
