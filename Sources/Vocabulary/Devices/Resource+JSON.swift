extension Resource: Codable {
  /// Reads the name.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let resource = Resource(named: name) else {
      let names = Self.allCases.map(\.description.name).joined(separator: ", ")
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "expected one of \(names), found \"\(name)\"")
    }
    self = resource
  }

  /// Writes the name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description.name)
  }

  /// The resource of a name; nil where there is none.
  package init?(named name: String) {
    guard let resource = Self.allCases.first(where: { $0.description.name == name }) else {
      return nil
    }
    self = resource
  }
}
