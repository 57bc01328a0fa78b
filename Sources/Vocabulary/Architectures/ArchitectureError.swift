/// A search space that cannot work, or an architecture that is no point of its space.
public enum ArchitectureError: Error, Equatable, CustomStringConvertible {
  /// A setting of the space breaks a rule; `place` names it, `found` words what it is instead.
  case space(name: String, place: String, rule: String, found: String)
  /// The architecture has another number of units than the space.
  case unitCount(expected: Int, found: Int)
  /// A choice of the architecture is not among those of the space; `place` names the gene.
  case choice(place: String, allowed: [Int], found: Int)
  /// No built-in space has this name.
  case unknownSpace(name: String, known: [String])
  /// The text of a space is not JSON.
  case notJSON(file: String, detail: String)
  /// A field of a space's JSON is missing, unknown or of the wrong kind; `field` is its path.
  case field(file: String, field: String, problem: String)

  /// What is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .space(let name, let place, let rule, let found):
      "Search space '\(name)', \(place): \(rule) Here it is \(found)."
    case .unitCount(let expected, let found):
      "The architecture has \(found) units; its search space has \(expected)."
    case .choice(let place, let allowed, let found):
      "The architecture's \(place) is \(found); its search space allows "
        + "\(allowed.map(String.init).joined(separator: ", "))."
    case .unknownSpace(let name, let known):
      "There is no search space '\(name)'; choose one of \(known.joined(separator: ", ")), or name "
        + "a JSON file."
    case .notJSON(let file, let detail):
      "\(file) is not JSON: \(detail) 'Choose a search space' in the documentation shows one."
    case .field(let file, let field, let problem):
      "\(file), field '\(field)': \(problem)."
    }
  }
}
