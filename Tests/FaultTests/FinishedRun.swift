import Foundation
import Pipeline
import TinyRuns

/// A run with all its files, made once and copied for every test.
enum FinishedRun {
  private static let task = Task<TinyRun, any Error> {
    let run = TinyRun()
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
