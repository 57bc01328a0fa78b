import Dispatch
import Foundation

/// A program that is run to its end, or to a time limit.
struct Command {
  var executable: URL
  var arguments: [String]
  var directory: URL
  var seconds: Double = 120

  /// What a program left behind.
  struct Outcome {
    /// The exit status, or nil where the time ran out.
    var status: Int32?
    /// What it wrote to its standard output and error.
    var text: String
  }

  /// Runs the program; its text goes through a file, so that no pipe can fill up.
  func run() throws -> Outcome {
    let log = directory.appending(path: ".\(executable.lastPathComponent).\(UUID().uuidString).log")
    try Data().write(to: log)
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
    try process.run()
    let inTime = ended.wait(timeout: .now() + seconds) == .success
    if !inTime {
      process.terminate()
      if ended.wait(timeout: .now() + 2) == .timedOut { kill(process.processIdentifier, SIGKILL) }
    }
    try handle.close()
    let text = String(decoding: try Data(contentsOf: log), as: UTF8.self)
    return Outcome(status: inTime ? process.terminationStatus : nil, text: text)
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
