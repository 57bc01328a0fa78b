public import Files
public import Processes

/// A data set that could not be fetched.
public enum FetchError: Error, Equatable, CustomStringConvertible {
  /// A program that does the work is not there.
  case noProgram(String)
  /// A program cannot be run.
  case program(ProcessError)
  /// The system refuses a file or the folder.
  case file(FileError)
  /// The server has no such file, or could not be reached.
  case download(address: String, reason: String)
  /// The connection ended early; what came is kept.
  case stopped(address: String, found: Int, expected: Int, reason: String)
  /// A file has another length than the original.
  case length(file: String, found: Int, expected: Int)
  /// A file of the right length is another one than the original.
  case sum(file: String, found: String, expected: String)
  /// An archive cannot be unpacked, or lacks a file.
  case unpacking(file: String, reason: String)
  /// The caller asked to stop; what came is kept.
  case interrupted

  /// One or two sentences: where, what was expected, what was found and what to do.
  public var description: String {
    switch self {
    case .noProgram(let name):
      "There is no '\(name)' on the path; install it with 'apt-get install \(name)'."
    case .program(let error):
      "\(error)"
    case .file(let error):
      "\(error)"
    case .download(let address, let reason):
      "'\(address)' cannot be downloaded: \(reason) "
        + "Check the connection, or name another server with '--url'."
    case .stopped(let address, let found, let expected, let reason):
      "The download of '\(address)' ended after \(found) of \(expected) bytes: \(reason) "
        + "Repeat the command to go on from there."
    case .length(let file, let found, let expected):
      "'\(file)' has \(found) bytes; the original has \(expected). It was not kept; repeat the "
        + "command, or name another server with '--url'."
    case .sum(let file, let found, let expected):
      "'\(file)' has the SHA-256 sum \(found); the original has \(expected). It was not kept; repeat "
        + "the command, or name another server with '--url'."
    case .unpacking(let file, let reason):
      "'\(file)' cannot be unpacked: \(reason)"
    case .interrupted:
      "Stopped; what has come is kept. Repeat the command to go on."
    }
  }
}
