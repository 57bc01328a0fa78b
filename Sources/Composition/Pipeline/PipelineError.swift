/// A run that cannot go on; the sentence says where, what was found and what to do.
public enum PipelineError: Error, Equatable, CustomStringConvertible {
  /// The folder is in use by another process.
  case locked(folder: String)
  /// A step needs a file that an earlier step writes.
  case missing(file: String, step: String)
  /// A file of the run folder cannot be read.
  case unreadable(file: String, reason: String)
  /// The folder was made by a version whose files this one does not read.
  case version(folder: String, found: Int, expected: Int)
  /// The folder belongs to a run with another request.
  case otherRequest(folder: String, difference: String)
  /// A value of the request is out of its range.
  case request(String)
  /// The caller asked to stop; the state is saved.
  case interrupted(step: String)

  /// One or two sentences.
  public var description: String {
    switch self {
    case .locked(let folder):
      "The run folder '\(folder)' is in use by another process; wait for it or choose another folder."
    case .missing(let file, let step):
      "'\(file)' is missing; run 'thimble \(step)' on this folder first."
    case .unreadable(let file, let reason):
      "'\(file)' cannot be read: \(reason)"
    case .version(let folder, let found, let expected):
      "The run folder '\(folder)' has format \(found); this thimble reads format \(expected). "
        + "Use the version that made it, or start a new folder."
    case .otherRequest(let folder, let difference):
      "The run folder '\(folder)' holds a run with another request (\(difference)); "
        + "choose another folder, or repeat the request that it was made with."
    case .request(let sentence):
      sentence
    case .interrupted(let step):
      "Stopped during '\(step)'; everything finished so far is saved. Repeat the command to go on."
    }
  }
}
