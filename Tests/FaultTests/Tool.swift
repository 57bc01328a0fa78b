import Foundation
import Graphs
import Testing

/// The built command in a process of its own.
final class Tool: Sendable {
  /// What a process left behind.
  struct Outcome {
    /// The exit status, or the number of the signal that ended it, negative.
    var status: Int32
    var output: String
    var errors: String
  }

  /// The built command, beside the tests.
  static let path: String = {
    let places =
      [Bundle.main.executableURL, URL(filePath: CommandLine.arguments[0])]
      .compactMap { $0 } + Bundle.allBundles.map(\.bundleURL)
    return places.map { $0.deletingLastPathComponent().appending(path: "thimble").path }
      .first { FileManager.default.isExecutableFile(atPath: $0) } ?? "thimble"
  }()

  private let process: Locked<Process>
  private let identifier: Int32
  private let folder: URL

  /// Starts the command with arguments.
  ///
  /// - Parameters:
  ///   - shell: a line of `sh` in place of the bare command, in which `"$@"` stands for it.
  ///   - path: the folders that programs are searched in, or nil for those of the tests.
  init(_ arguments: [String], shell: String? = nil, path: String? = nil) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "thimble-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let process = Process()
    let command = [Self.path] + arguments
    process.executableURL = URL(filePath: shell == nil ? Self.path : "/bin/sh")
    process.arguments = shell.map { ["-c", $0, "sh"] + command } ?? arguments
    // A process that ends at once leaves its temporary files, which go with this folder.
    var environment = ProcessInfo.processInfo.environment
    environment["TMPDIR"] = folder.path
    if let path { environment["PATH"] = path }
    process.environment = environment
    for name in ["output", "errors"] { try Data().write(to: folder.appending(path: name)) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: folder.appending(path: "output"))
    process.standardError = try FileHandle(forWritingTo: folder.appending(path: "errors"))
    try process.run()
    identifier = process.processIdentifier
    self.process = Locked(process)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Runs the command to its end.
  static func run(_ arguments: String..., shell: String? = nil, path: String? = nil) throws
    -> Outcome
  {
    try Tool(arguments, shell: shell, path: path).outcome()
  }

  /// Waits for the end.
  func outcome() throws -> Outcome {
    process.withLock { $0.waitUntilExit() }
    func text(_ name: String) throws -> String {
      String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
    }
    let (reason, status) = process.withLock { ($0.terminationReason, $0.terminationStatus) }
    return Outcome(
      status: reason == .exit ? status : -status, output: try text("output"),
      errors: try text("errors"))
  }

  /// Sends a signal to the process.
  func send(_ signal: Int32) { kill(identifier, signal) }

  /// Waits until a file is there, five minutes at most, as sanitizers are slow.
  static func wait(for file: URL) throws {
    for _ in 0..<30_000 {
      if FileManager.default.fileExists(atPath: file.path) { return }
      usleep(10_000)
    }
    Issue.record("'\(file.path)' did not appear")
  }

  /// The end of a pipe to write to, once a process reads it; waits five minutes at most.
  static func writer(of pipe: String) -> Int32 {
    for _ in 0..<30_000 {
      let writer = open(pipe, O_WRONLY | O_NONBLOCK)
      if writer >= 0 { return writer }
      usleep(10_000)
    }
    Issue.record("nobody reads '\(pipe)'")
    return -1
  }
}

extension Tool.Outcome {
  /// Expects one stated error with all of these parts, and no other line behind it.
  func expectError(_ parts: String..., at location: SourceLocation = #_sourceLocation) {
    #expect(status == 1, "\(errors)", sourceLocation: location)
    let lines = errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
    #expect(lines.count == 1, "\(errors)", sourceLocation: location)
    for part in parts {
      #expect(errors.contains(part), "\(errors)", sourceLocation: location)
    }
    for word in ["Error Domain", "NSError", "Cocoa", "POSIX"] {
      #expect(!errors.contains(word), "\(errors)", sourceLocation: location)
    }
  }
}

/// Whether a process may have file systems of its own, which tests with a full disk need.
let canMount: Bool = {
  let line = "unshare -rm mount -t tmpfs -o size=64k tmpfs /mnt 2> /dev/null"
  let process = Process()
  process.executableURL = URL(filePath: "/bin/sh")
  process.arguments = ["-c", line]
  guard (try? process.run()) != nil else { return false }
  process.waitUntilExit()
  return process.terminationStatus == 0
}()
