import Dispatch
import Files
package import Foundation

/// A program of the system that does one thing and ends: by itself, at a time limit, or when it is
/// asked to stop.
package struct ChildProcess: Equatable, Sendable {
  /// The program.
  package var executable: URL
  package var arguments: [String]
  /// The folder that it works in, or nil for that of this process.
  package var directory: URL?
  /// The file that its standard output goes to, or nil to keep it beside its errors.
  package var output: URL?
  /// The time limit, or nil for none.
  package var seconds: Double?

  package init(
    _ executable: URL, _ arguments: [String], in directory: URL? = nil, output: URL? = nil,
    seconds: Double? = nil
  ) {
    self.executable = executable
    self.arguments = arguments
    self.directory = directory
    self.output = output
    self.seconds = seconds
  }

  /// Why a program is over.
  package enum End: Equatable, Sendable {
    /// It ended with this status, or by the signal of this number.
    case status(Int32)
    /// It was ended at the time limit.
    case timeLimit
    /// It was ended because the caller asked for it.
    case stopped
  }

  /// What a program left behind.
  package struct Outcome: Equatable, Sendable {
    package var end: End
    /// What it wrote to its standard error and, where that goes to no file, to its standard output.
    package var text: String

    /// The first line of the text, or an empty one.
    package var firstLine: String { text.split(separator: "\n").first.map(String.init) ?? "" }
  }

  /// Starts the program and waits for its end.
  ///
  /// - Parameter shouldStop: asked ten times a second and once more at the end.
  package func run(shouldStop: () -> Bool = { false }) throws(ProcessError) -> Outcome {
    // A file, as a pipe that nobody reads could fill up.
    let log = FileManager.default.temporaryDirectory
      .appending(path: "thimble-\(UUID().uuidString).log")
    defer { try? FileManager.default.removeItem(at: log) }
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = directory
    process.standardInput = FileHandle.nullDevice
    let errors = try Self.newFile(log)
    process.standardError = errors
    let outputs = try output.map(Self.newFile) ?? errors
    process.standardOutput = outputs
    // A process keeps its files open as long as it is known, and hundreds of them may be run.
    defer { for file in [errors, outputs] { try? file.close() } }
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    do {
      try process.run()
    } catch {
      throw .notStarted(program: executable.path)
    }
    let end = wait(for: process, ended, shouldStop)
    return Outcome(end: end, text: String(decoding: try Self.contents(of: log), as: UTF8.self))
  }

  private func wait(for process: Process, _ ended: DispatchSemaphore, _ shouldStop: () -> Bool)
    -> End
  {
    let deadline = seconds.map { DispatchTime.now() + $0 } ?? .distantFuture
    while ended.wait(timeout: min(deadline, .now() + 0.1)) == .timedOut {
      let isStopped = shouldStop()
      guard isStopped || deadline <= .now() else { continue }
      process.terminate()
      // A signal that this process ignores or blocks is ignored or blocked by its children, too.
      if ended.wait(timeout: .now() + 1) == .timedOut {
        kill(process.processIdentifier, SIGKILL)
        ended.wait()
      }
      return isStopped ? .stopped : .timeLimit
    }
    // Ctrl-C reaches the program as well, so that what it left is no answer.
    return shouldStop() ? .stopped : .status(process.terminationStatus)
  }

  private static func newFile(_ url: URL) throws(ProcessError) -> FileHandle {
    do {
      try Data().writeInPlace(to: url)
      return try FileHandle(forWritingTo: url)
    } catch let error as FileError {
      throw .file(error)
    } catch {
      throw .file(FileError(.written, url.path, error))
    }
  }

  private static func contents(of url: URL) throws(ProcessError) -> Data {
    do throws(FileError) {
      return try Data(readingFrom: url)
    } catch {
      throw .file(error)
    }
  }
}

extension ChildProcess {
  /// The program of this name in the folders of a search path, or nil.
  ///
  /// - Parameter path: folders separated by colons; nil is the search path of this process.
  package static func find(_ name: String, path: String? = nil) -> URL? {
    (path ?? ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
      .split(separator: ":")
      .map { URL(filePath: String($0)).appending(path: name) }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  /// The first line that a program says of its version.
  package static func version(of executable: URL) throws(ProcessError) -> String {
    try ChildProcess(executable, ["--version"], seconds: 30).run().firstLine
  }
}
