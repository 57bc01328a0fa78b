import Tensors

/// What the steps of a run share: what computes, how they report, and how they are stopped.
struct StepContext: Sendable {
  /// What computes in floating point.
  let engine: Engine
  /// Worker threads, at least 1.
  let threads: Int
  /// Receives how far a step is; called from any thread.
  let progress: @Sendable (Progress) -> Void
  /// Whether the caller asked to stop; asked from any thread.
  let shouldStop: @Sendable () -> Bool

  /// Reports a sentence without its full stop.
  func note(_ sentence: String) { progress(.note(sentence)) }

  /// Throws ``PipelineError/interrupted(step:)`` where the caller asked to stop.
  func checkForStop(during step: RunStep) throws { try checkForStop(during: step.rawValue) }

  /// The same for a verb that is no step.
  func checkForStop(during verb: String) throws {
    if shouldStop() { throw PipelineError.interrupted(step: verb) }
  }
}
