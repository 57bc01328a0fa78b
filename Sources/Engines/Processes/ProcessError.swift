public import Files

/// A program that could not be run.
public enum ProcessError: Error, Equatable, CustomStringConvertible {
  /// The system does not start the program.
  case notStarted(program: String)
  /// The file for what the program writes cannot be made or read.
  case file(FileError)

  /// One or two sentences: where, what was expected, what was found and what to do.
  public var description: String {
    switch self {
    case .notStarted(let program):
      "'\(program)' cannot be started. Install it anew, or put another one first on PATH."
    case .file(let error):
      "\(error)"
    }
  }
}
