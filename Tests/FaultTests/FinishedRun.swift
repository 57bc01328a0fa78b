import Foundation
import Pipeline
import TinyRuns

/// A run with all its files, made once and copied for every test.
enum FinishedRun {
  private static let run = TinyRun()

  private static let task = Task<TinyRun, any Error> {
    // What lives as long as the process is not released at its end.
    atexit { try? FileManager.default.removeItem(at: FinishedRun.run.folder.url) }
    try await Pipeline(request: try TinyRun.request(), in: run.folder).fit()
    return run
  }

  /// A copy of it.
  static func copy() async throws -> TinyRun {
    let (original, copy) = (try await task.value, TinyRun())
    try FileManager.default.copyItem(at: original.folder.url, to: copy.folder.url)
    return copy
  }
}
