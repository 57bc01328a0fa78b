import Foundation
import Reports
import Testing

// Case 20
@Suite struct ShellWordTests {
  private static let words = [
    "plain", "runs/my run 'x'", "", "'", "''", "a\"b", "back\\slash", "$HOME", "${HOME}", "`id`",
    "*", "~",
    "~/x", "new\nline", "tab\there", "; rm", "a&b", "(x)", "#", "!", "é", "鳥", "🦊", "-dash",
    "--run", "a=b",
    "it'\u{301}s", "\u{7}", "%s%n", "{a,b}", "=ls", "x ",
  ]

  private func run(_ line: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", line]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  @Test func `a shell reads every word back as it was`() throws {
    let line = Self.words.map { shellWord($0) }.joined(separator: " ")
    #expect(
      try run("printf '%s\\001' \(line)") == Self.words.map { "\($0)\u{1}" }.joined())
  }

  @Test func `a value with a hyphen in front is joined to its option`() throws {
    #expect(shellOption("--run", "runs/x") == "--run runs/x")
    #expect(shellOption("--run", "runs/my run 'x'") == #"--run 'runs/my run '\''x'\'''"#)
    #expect(shellOption("--run", "-dash") == "--run=-dash")
    #expect(try run("printf '%s|' \(shellOption("--run", "-a b"))") == "--run=-a b|")
  }
}
