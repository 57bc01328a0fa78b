import CodeGeneration
import Foundation
import Testing

/// Expects that every emitted file compiles as C99 without a warning; says nothing where the compiler
/// is absent.
func expectCleanC99(_ firmware: Firmware, compiler: String) throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  defer { try? FileManager.default.removeItem(at: folder) }
  try firmware.write(to: folder)
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.currentDirectoryURL = folder
  process.arguments = [
    "sh", "-c",
    """
    command -v \(compiler) > /dev/null || exit 77
    exec \(compiler) -std=c99 -Wall -Wextra -Wpedantic -Wshadow -Werror -O1 *.c kernels/*.c -o program
    """,
  ]
  try process.run()
  process.waitUntilExit()
  if process.terminationStatus == 77 { return }  // This compiler is absent.
  #expect(process.terminationStatus == 0)
}
