/// A JSON text as a tree that keeps the order of fields and the digits of numbers.
enum JSONValue: Sendable {
  case object([(name: String, value: JSONValue)])
  case array([JSONValue])
  case string(String)
  /// As it is written.
  case number(String)
  case bool(Bool)
  case null

  /// The value in the words of an error, for example `"fast"`, `1.5` or `an object`.
  var summary: String {
    switch self {
    case .object: "an object"
    case .array: "an array"
    case .string(let text): "\"\(text.count > 60 ? text.prefix(60) + "…" : text)\""
    case .number(let digits): "\(digits.prefix(60))"
    case .bool(let value): "\(value)"
    case .null: "null"
    }
  }
}

/// A key of an object, or a place in an array.
struct JSONKey: CodingKey {
  var stringValue: String
  var intValue: Int?

  init(stringValue: String) {
    self.stringValue = stringValue
  }

  init(intValue: Int) {
    stringValue = "\(intValue)"
    self.intValue = intValue
  }
}
