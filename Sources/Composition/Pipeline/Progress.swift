/// What a running step reports to its caller.
public enum Progress: Sendable {
  /// A step of the flow begins.
  case stage(String)
  /// `done` of `total` units of the current step are finished.
  case step(done: Int, total: Int, detail: String)
  /// A sentence worth keeping in the log.
  case note(String)
}
