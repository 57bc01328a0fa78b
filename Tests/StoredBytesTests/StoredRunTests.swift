import Foundation
import Pipeline
import Testing

/// Run folders that earlier versions have left.
struct StoredRunTests {
  @Test func `A run folder of format 1 is refused with what to do`() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Stored/run-of-format-1", directoryHint: .isDirectory)
    let error = #expect(
      throws: PipelineError.version(folder: folder.path, found: 1, expected: 2)
    ) {
      try RunFolder(folder).readRequest()
    }
    #expect(
      error?.description.hasSuffix("Use the version that made it, or start a new folder.") == true)
  }
}
