import Files
import Foundation
import Testing

@testable import Processes

@Suite final class ChildProcessTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "thimble-processes-\(UUID().uuidString)", directoryHint: .isDirectory)

  init() throws {
    try FileManager.default.makeFolder(folder)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  private func shell(_ script: String, output: URL? = nil, seconds: Double? = 30) -> ChildProcess {
    ChildProcess(
      URL(filePath: "/bin/sh"), ["-c", script], in: folder, output: output, seconds: seconds)
  }

  @Test func `status and text come back from the working folder`() throws {
    try Data([1]).writeInPlace(to: folder.appending(path: "here"))
    let outcome = try shell("ls; echo why >&2; exit 3").run()
    #expect(outcome == .init(end: .status(3), text: "here\nwhy\n"))
    #expect(outcome.firstLine == "here")
    #expect(try shell("true").run() == .init(end: .status(0), text: ""))
  }

  #if os(Linux)
  @Test func `a program that has ended leaves no file open`() throws {
    let output = folder.appending(path: "kept")
    for _ in 0..<3 { _ = try shell("echo answer", output: output).run() }
    let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
    let open = descriptors.compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
    }
    #expect(!open.contains { $0.hasPrefix(output.path) || $0.hasSuffix(".log (deleted)") })
  }
  #endif

  @Test func `a text that would fill a pipe is kept whole`() throws {
    let outcome = try shell("i=0; while [ $i -lt 20000 ]; do echo 0123456789; i=$((i+1)); done")
      .run()
    #expect(outcome.text.utf8.count == 220_000)
  }

  @Test func `the output goes to a file, and errors do not`() throws {
    let file = folder.appending(path: "output")
    let outcome = try shell("echo answer; echo why >&2", output: file).run()
    #expect(outcome == .init(end: .status(0), text: "why\n"))
    #expect(try Data(readingFrom: file) == Data("answer\n".utf8))
  }

  /// A program that is not ended meets the limit of the test.
  @Test(.timeLimit(.minutes(5))) func `a program is ended at the time limit`() throws {
    let outcome = try shell("echo before; exec sleep 600", seconds: 0.3).run()
    #expect(outcome == .init(end: .timeLimit, text: "before\n"))
  }

  @Test(.timeLimit(.minutes(5))) func `a program that ignores the request to end is ended`() throws
  {
    var questions = 0
    let outcome = try shell("trap '' TERM; exec sleep 600").run {
      questions += 1
      return questions > 2
    }
    #expect(outcome.end == .stopped)
  }

  @Test func `a program that ended while it was to stop gives no answer`() throws {
    #expect(try shell("true").run { true }.end == .stopped)
  }

  @Test func `what cannot be started or written is named`() throws {
    let file = folder.appending(path: "text")
    try Data("no program".utf8).writeInPlace(to: file)
    #expect(throws: ProcessError.notStarted(program: file.path)) {
      try ChildProcess(file, []).run()
    }
    let below = file.appending(path: "below")
    #expect(throws: ProcessError.file(FileError(.written, below.path, code: ENOTDIR))) {
      try shell("true", output: below).run()
    }
  }

  @Test func `a program is found in the first folder that has it`() throws {
    let program = folder.appending(path: "tool")
    try Data("#!/bin/sh\necho tool 7\necho more\n".utf8).writeInPlace(to: program)
    #expect(ChildProcess.find("tool", path: "/no/where:\(folder.path)") == nil)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
    let found = try #require(ChildProcess.find("tool", path: "/no/where:\(folder.path)"))
    #expect(found.path == program.path)
    #expect(try ChildProcess.version(of: found) == "tool 7")
    #expect(ChildProcess.find("sh") != nil)
  }
}
