/// Decodes JSON that people write: every error has its place, what was expected and what was found.
package enum StrictJSONDecoder {
  /// Reads a value.
  ///
  /// - Throws: `DecodingError`, whose `fieldAndProblem` words it, and what the type throws.
  package static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws
    -> Value
  {
    try Value(from: ValueDecoder(value: try JSONParser.parse(bytes), codingPath: []))
  }
}

/// A value with its path.
private struct ValueDecoder: Decoder {
  let value: JSONValue
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func mismatch(_ expected: String) -> DecodingError {
    DecodingError.dataCorrupted(
      DecodingError.Context(
        codingPath: codingPath, debugDescription: "expected \(expected), found \(value.summary)"))
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .object(let fields) = value else { throw mismatch("an object of fields") }
    let values = Dictionary(
      fields.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    return KeyedDecodingContainer(
      ObjectDecoder(names: fields.map(\.name), values: values, codingPath: codingPath))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .array(let values) = value else { throw mismatch("an array") }
    return ArrayDecoder(values: values, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { ScalarDecoder(decoder: self) }

  func whole<Value: FixedWidthInteger>(_ type: Value.Type) throws -> Value {
    guard case .number(let digits) = value else { throw mismatch("a whole number") }
    if let whole = Value(digits) { return whole }
    // 480e6 and 1.0 are whole numbers, too.
    guard let number = Double(digits), number.magnitude <= 0x1p53,
      let whole = Value(exactly: number)
    else { throw mismatch("a whole number") }
    return whole
  }

  func number() throws -> Double {
    guard case .number(let digits) = value, let number = Double(digits), number.isFinite else {
      throw mismatch("a number")
    }
    return number
  }
}

/// A text, number or truth value.
private struct ScalarDecoder: SingleValueDecodingContainer {
  let decoder: ValueDecoder
  var codingPath: [any CodingKey] { decoder.codingPath }

  func decodeNil() -> Bool {
    if case .null = decoder.value { true } else { false }
  }

  func decode(_ type: Bool.Type) throws -> Bool {
    guard case .bool(let value) = decoder.value else { throw decoder.mismatch("true or false") }
    return value
  }

  func decode(_ type: String.Type) throws -> String {
    guard case .string(let text) = decoder.value else {
      throw decoder.mismatch("a text in double quotes")
    }
    return text
  }

  func decode(_ type: Double.Type) throws -> Double { try decoder.number() }
  func decode(_ type: Float.Type) throws -> Float { Float(try decoder.number()) }
  func decode(_ type: Int.Type) throws -> Int { try decoder.whole(type) }
  func decode(_ type: Int8.Type) throws -> Int8 { try decoder.whole(type) }
  func decode(_ type: Int16.Type) throws -> Int16 { try decoder.whole(type) }
  func decode(_ type: Int32.Type) throws -> Int32 { try decoder.whole(type) }
  func decode(_ type: Int64.Type) throws -> Int64 { try decoder.whole(type) }
  func decode(_ type: UInt.Type) throws -> UInt { try decoder.whole(type) }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try decoder.whole(type) }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try decoder.whole(type) }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try decoder.whole(type) }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try decoder.whole(type) }
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try Value(from: decoder) }
}

/// The fields of an object.
private struct ObjectDecoder<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let names: [String]
  let values: [String: JSONValue]
  let codingPath: [any CodingKey]

  var allKeys: [Key] { names.compactMap { Key(stringValue: $0) } }

  func contains(_ key: Key) -> Bool { values[key.stringValue] != nil }

  private func decoder(_ key: any CodingKey) throws -> ValueDecoder {
    guard let value = values[key.stringValue] else {
      throw DecodingError.keyNotFound(
        key, DecodingError.Context(codingPath: codingPath, debugDescription: "it is missing"))
    }
    return ValueDecoder(
      value: value, codingPath: codingPath + [JSONKey(stringValue: key.stringValue)])
  }

  private func scalar(_ key: Key) throws -> ScalarDecoder {
    ScalarDecoder(decoder: try decoder(key))
  }

  func decodeNil(forKey key: Key) throws -> Bool { try scalar(key).decodeNil() }
  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try scalar(key).decode(type) }
  func decode(_ type: String.Type, forKey key: Key) throws -> String {
    try scalar(key).decode(type)
  }
  func decode(_ type: Double.Type, forKey key: Key) throws -> Double {
    try scalar(key).decode(type)
  }
  func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try scalar(key).decode(type) }
  func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try scalar(key).decode(type) }
  func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try scalar(key).decode(type) }
  func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try scalar(key).decode(type) }
  func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try scalar(key).decode(type) }
  func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try scalar(key).decode(type) }
  func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try scalar(key).decode(type) }
  func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try scalar(key).decode(type) }
  func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 {
    try scalar(key).decode(type)
  }
  func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 {
    try scalar(key).decode(type)
  }
  func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 {
    try scalar(key).decode(type)
  }
  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try Value(from: try decoder(key))
  }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws
    -> KeyedDecodingContainer<Nested>
  {
    try decoder(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try decoder(key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { try decoder(JSONKey(stringValue: "super")) }
  func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(key) }
}

/// The values of an array.
private struct ArrayDecoder: UnkeyedDecodingContainer {
  let values: [JSONValue]
  let codingPath: [any CodingKey]
  private(set) var currentIndex = 0

  init(values: [JSONValue], codingPath: [any CodingKey]) {
    self.values = values
    self.codingPath = codingPath
  }

  var count: Int? { values.count }
  var isAtEnd: Bool { currentIndex == values.count }

  /// The decoder of the next value, which is then behind.
  private mutating func next() throws -> ValueDecoder {
    let path = codingPath + [JSONKey(intValue: currentIndex)]
    guard !isAtEnd else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: path, debugDescription: "it is missing"))
    }
    currentIndex += 1
    return ValueDecoder(value: values[currentIndex - 1], codingPath: path)
  }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, case .null = values[currentIndex] else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try Value(from: try next())
  }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws
    -> KeyedDecodingContainer<Nested>
  {
    try next().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try next().unkeyedContainer()
  }

  mutating func superDecoder() throws -> any Decoder { try next() }
}
