extension Decoder {
  /// The fields of an object; one that is none of `Field` is an error, as it would not be heeded.
  package func fields<Field: CodingKey & CaseIterable>(_ type: Field.Type) throws
    -> KeyedDecodingContainer<Field>
  {
    let known = Field.allCases.map(\.stringValue)
    let names = try container(keyedBy: FieldName.self).allKeys.map(\.stringValue).sorted()
    if let unknown = names.first(where: { !known.contains($0) }) {
      let nearest = known.nearest(to: unknown, count: 1)[0]
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: codingPath + [FieldName(stringValue: unknown)],
          debugDescription: "there is no such field; the nearest is '\(nearest)'"))
    }
    return try container(keyedBy: type)
  }
}

/// A key of any name.
private struct FieldName: CodingKey {
  var stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) {
    self.stringValue = stringValue
  }

  init?(intValue: Int) {
    return nil
  }
}
