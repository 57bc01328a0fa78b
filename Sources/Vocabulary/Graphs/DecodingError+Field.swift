extension DecodingError {
  /// The path of the wrong field, like `memories[0].bytes`, and what is wrong with it.
  ///
  /// The path is empty where the whole text is wrong.
  package var fieldAndProblem: (field: String, problem: String) {
    switch self {
    case .keyNotFound(let key, let context):
      return (Self.path(context.codingPath + [key]), "it is missing")
    case .valueNotFound(let type, let context), .typeMismatch(let type, let context):
      let path = Self.path(context.codingPath)
      return (
        path, path.isEmpty ? "Expected an object of fields." : "expected a value of type \(type)"
      )
    case .dataCorrupted(let context):
      return (Self.path(context.codingPath), context.debugDescription)
    @unknown default:
      return ("", "\(self)")
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.reduce("") { path, key in
      if let index = key.intValue { return "\(path)[\(index)]" }
      return path.isEmpty ? key.stringValue : "\(path).\(key.stringValue)"
    }
  }
}
