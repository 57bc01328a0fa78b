/// A device that is not known or whose description cannot be used.
public enum DeviceError: Error, Equatable, CustomStringConvertible {
  /// The text is not JSON.
  case notJSON(file: String, detail: String)
  /// A field is missing or holds the wrong kind of value; `field` is its path.
  case field(file: String, field: String, problem: String)
  /// No built-in device has this name; the nearest names come first.
  case unknown(name: String, nearest: [String])

  /// What is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .notJSON(let file, let detail):
      "\(file) is not JSON: \(detail) `thimble devices --template` prints a device to start from."
    case .field(let file, let field, let problem):
      "\(file), field '\(field)': \(problem)."
    case .unknown(let name, let nearest):
      "There is no device '\(name)'. Did you mean \(nearest.joined(separator: ", "))? "
        + "`thimble devices` lists all; `--device FILE.json` reads your own."
    }
  }
}
