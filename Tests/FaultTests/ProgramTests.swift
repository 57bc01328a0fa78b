import Foundation
import Pipeline
import Processes
import TestTools
import Testing
import TinyRuns

/// Compilers and emulators that are missing, or that take long.
@Suite(.serialized) final class ProgramTests {
  private let programs = FileManager.default.temporaryDirectory
    .appending(path: "thimble-programs-\(UUID())", directoryHint: .isDirectory)

  init() throws {
    try FileManager.default.createDirectory(at: programs, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: programs) }

  /// Puts programs of this machine into the folder of programs.
  private func link(_ tools: TestTool...) throws {
    for tool in tools {
      try FileManager.default.createSymbolicLink(
        at: programs.appending(path: tool.rawValue),
        withDestinationURL: try #require(ChildProcess.find(tool.rawValue)))
    }
  }

  /// Puts a script of `sh` into the folder of programs.
  private func write(_ name: String, _ lines: String) throws {
    let file = programs.appending(path: name)
    try Data("#!/bin/sh\n\(lines)\n".utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
  }

  private func verify(_ run: TinyRun) throws -> Tool.Outcome {
    try Tool.run("verify", "--again", "--run", run.folder.url.path, path: programs.path)
  }

  @Test func `without a compiler for this computer nothing is proved`() async throws {
    let run = try await FinishedRun.copy()
    try verify(run).expectError(
      "Found no cc on PATH, which builds the emitted code for this computer. Install a C compiler "
        + "(package gcc).")
    #expect(!run.exists(run.folder.device("stm32f401").verdict))
  }

  @Test(.needs(.cc, .assembler, .linker))
  func `without a compiler for the device the code is proved on this computer alone`()
    async throws
  {
    try link(.cc, .assembler, .linker)
    let run = try await FinishedRun.copy()
    let outcome = try verify(run)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("Found no compiler for the core on PATH; looked for clang"))
    #expect(outcome.errors.contains("Install gcc-arm-none-eabi"))
    #expect(outcome.output.contains("host only"))
  }

  @Test(.needs(.cc, .assembler, .linker, .armGCC))
  func `without an emulator the code is proved on this computer alone`()
    async throws
  {
    try link(.cc, .assembler, .linker, .armGCC)
    let run = try await FinishedRun.copy()
    let outcome = try verify(run)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      outcome.errors.contains(
        "Found no qemu-system-arm on PATH. Install QEMU for Arm (package qemu-system-arm)."))
    #expect(outcome.output.contains("host only"))
  }

  @Test(.needs(.clang)) func `a build without oneDNN shows the line that installs it`() throws {
    let clang = try #require(ChildProcess.find("clang"))
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let header = root.appending(path: "Sources/C/COneDNN/shim.h").path
    let log = programs.appending(path: "log")
    try Data().write(to: log)
    let process = Process()
    process.executableURL = clang
    process.arguments = ["-fsyntax-only", "-nostdinc", header]
    process.standardError = try FileHandle(forWritingTo: log)
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus != 0)
    let text = String(decoding: try Data(contentsOf: log), as: UTF8.self)
    #expect(
      text.contains("error: \"oneDNN is missing: install it with 'apt-get install libdnnl-dev'"))
  }

  @Test func `a program that cannot be started is named`() async throws {
    let run = try await FinishedRun.copy()
    let file = programs.appending(path: "cc")
    try Data("no program".utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
    try verify(run).expectError("'\(file.path)' cannot be started.")
  }

  /// A program that is not ended meets the limit of the test.
  @Test(.timeLimit(.minutes(5))) func `Ctrl-C ends a program that takes long`() async throws {
    let run = try await FinishedRun.copy()
    let mark = programs.appending(path: "started")
    try write("cc", ": > '\(mark.path)'; exec /bin/sleep 600")
    let tool = try Tool(
      ["verify", "--again", "--run", run.folder.url.path], path: programs.path)
    try Tool.wait(for: mark)
    tool.send(SIGINT)
    let outcome = try tool.outcome()
    #expect(outcome.status == 130, "\(outcome.errors)")
    #expect(outcome.errors.contains("Stopped during 'verify'"))
  }

  @Test func `a second Ctrl-C ends at once`() async throws {
    let run = try await FinishedRun.copy()
    let mark = programs.appending(path: "started")
    // It does not end when it is asked to, so that the first Ctrl-C waits for it.
    try write("cc", "trap '' TERM; : > '\(mark.path)'; /bin/sleep 4")
    let tool = try Tool(
      ["verify", "--again", "--run", run.folder.url.path], path: programs.path)
    try Tool.wait(for: mark)
    tool.send(SIGINT)
    usleep(300_000)
    tool.send(SIGINT)
    let outcome = try tool.outcome()
    #expect(outcome.status == 130)
    #expect(!outcome.errors.contains("Stopped during"), "It ended before it could say so.")
  }
}
