import Graphs
import TinyRuns

@testable import Pipeline

extension FitRequest {
  /// Works on the request again and again, each time stopped after some questions, until it is done.
  ///
  /// Nothing is linked, as a linker asks more often the longer it takes.
  /// - Returns: the attempts, at most 40.
  func workedOn(
    in run: TinyRun, stoppedAfter allowed: Int, until isDone: () -> Bool,
    interrupted: () -> Void = {}, work: (Pipeline) async throws -> Void
  ) async throws -> Int {
    var attempts = 0
    while attempts < 40, !isDone() {
      attempts += 1
      let questions = Locked(0)
      var pipeline = try Pipeline(
        request: self, in: run.folder, accuracyMeasurements: 0,
        shouldStop: {
          questions.withLock { count in
            count += 1
            return count > allowed
          }
        })
      pipeline.linker = ImageLinker { _, _, _ in nil }
      do {
        try await work(pipeline)
      } catch PipelineError.interrupted {
        interrupted()
      }
    }
    return attempts
  }
}
