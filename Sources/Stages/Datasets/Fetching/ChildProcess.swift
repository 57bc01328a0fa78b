import Dispatch
import Foundation

/// A program of the system that does one thing and ends.
struct ChildProcess {
  /// How it ended.
  struct Outcome {
    var status: Int32
    /// The first line of its errors.
    var reason: String
  }

  var program: String
  var arguments: [String]
  /// The file that its standard output goes to, or nil to drop it.
  var output: URL?

  /// Starts the program and waits for its end.
  ///
  /// - Parameter whileWaiting: called a few times a second; where it throws, the program is ended.
  func run(whileWaiting: () throws(FetchError) -> Void) throws(FetchError) -> Outcome {
    guard let executable = Self.executable(program) else { throw .noProgram(program) }
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    // A file, as a pipe that nobody reads could fill up.
    let errors = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: errors) }
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    do {
      process.standardError = try Self.newFile(errors)
      process.standardOutput = try output.map(Self.newFile) ?? FileHandle.nullDevice
      try process.run()
    } catch {
      throw .program(program, reason: error.localizedDescription)
    }
    repeat {
      do {
        try whileWaiting()
      } catch {
        // A signal that this process ignores or blocks is ignored or blocked by its children, too.
        kill(process.processIdentifier, SIGKILL)
        ended.wait()
        throw error
      }
    } while ended.wait(timeout: .now() + 0.05) == .timedOut
    let text = (try? String(contentsOf: errors, encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first.map(String.init)
    return Outcome(
      status: process.terminationStatus,
      reason: line.map { $0.hasSuffix(".") ? $0 : $0 + "." }
        ?? "\(program) ended with status \(process.terminationStatus).")
  }

  private static func newFile(_ url: URL) throws -> FileHandle {
    try Data().write(to: url)
    return try FileHandle(forWritingTo: url)
  }

  private static func executable(_ name: String) -> URL? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":")
      .map { URL(filePath: String($0)).appending(path: name) }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }
}
