import CodeGeneration
import Foundation
import TestTools
import Testing

/// Expects that every emitted file compiles and links without a warning.
///
/// - Parameter language: as compilers know it, for example `c99` or `c++17`.
func expectClean(_ firmware: Firmware, compiler: TestTool, language: String = "c99") throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  defer { try? FileManager.default.removeItem(at: folder) }
  try firmware.write(to: folder)
  // Case 25
  let (kind, warnings) =
    language.hasPrefix("c++") ? ("-x c++", "-Wconversion") : ("-x c", "-Wshadow")
  try expectSuccess(
    """
    exec \(compiler) -std=\(language) -Wall -Wextra -Wpedantic \(warnings) -Werror -O1 \
      \(kind) *.c kernels/*.c -o program
    """, in: folder)
}

/// Expects that a line of `sh` ends with status 0.
func expectSuccess(_ line: String, in folder: URL) throws {
  let process = Process()
  process.executableURL = URL(filePath: "/bin/sh")
  process.currentDirectoryURL = folder
  process.arguments = ["-c", line]
  try process.run()
  process.waitUntilExit()
  #expect(process.terminationStatus == 0, "\(line)")
}
