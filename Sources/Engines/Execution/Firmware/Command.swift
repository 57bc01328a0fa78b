import Dispatch
import Files
import Foundation

/// A program that is run to its end, or to a time limit.
struct Command {
  var executable: URL
  var arguments: [String]
  var directory: URL
  var seconds: Double = 120
  /// Asked ten times a second; where it answers true, the program is ended.
  var shouldStop: @Sendable () -> Bool = { false }

  /// What a program left behind.
  struct Outcome {
    /// The exit status, or nil where the time ran out.
    var status: Int32?
    /// What it wrote to its standard output and error.
    var text: String
  }

  /// Runs the program; its text goes through a file, so that no pipe can fill up.
  ///
  /// - Throws: `CancellationError` where it was to stop; `FileError`; `FirmwareError.notStarted`.
  func run() throws -> Outcome {
    let log = directory.appending(path: ".\(executable.lastPathComponent).\(UUID().uuidString).log")
    try Data().writeInPlace(to: log)
    defer { try? FileManager.default.removeItem(at: log) }
    let handle = try FileHandle(forWritingTo: log)
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = directory
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = handle
    process.standardError = handle
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    do {
      try process.run()
    } catch {
      throw FirmwareError.notStarted(tool: executable.path)
    }
    let deadline = DispatchTime.now() + seconds
    var hasEnded = false
    var isStopped = false
    while !hasEnded, !isStopped, .now() < deadline {
      hasEnded = ended.wait(timeout: min(deadline, .now() + 0.1)) == .success
      // Ctrl-C reaches the program as well, so that what it left is no answer.
      isStopped = shouldStop()
    }
    if !hasEnded {
      process.terminate()
      if ended.wait(timeout: .now() + 2) == .timedOut { kill(process.processIdentifier, SIGKILL) }
    }
    try? handle.close()
    if isStopped { throw CancellationError() }
    let text = String(decoding: try Data(readingFrom: log), as: UTF8.self)
    return Outcome(status: hasEnded ? process.terminationStatus : nil, text: text)
  }

  /// The program of this name in the folders of `path`, separated by colons, or nil.
  static func find(_ name: String, path: String) -> URL? {
    path.split(separator: ":")
      .map { URL(filePath: String($0)).appending(path: name) }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  /// The search path of this process.
  static var searchPath: String { ProcessInfo.processInfo.environment["PATH"] ?? "" }
}
