/// Reads a text as RFC 8259 has it: no comments, no comma behind the last value, no field twice.
struct JSONParser {
  private let bytes: [UInt8]
  private var position = 0
  private var path: [any CodingKey] = []

  /// Deeper texts are refused; no file of Thimble comes near.
  private static let deepest = 64

  /// Reads a whole text; a byte order mark in front of it is skipped.
  ///
  /// - Throws: `DecodingError` with line and column, or with the field that occurs twice.
  static func parse(_ bytes: [UInt8]) throws -> JSONValue {
    var parser = JSONParser(bytes: bytes)
    if let place = parser.firstForeignByte {
      parser.position = place
      throw parser.problem("the text is not UTF-8")
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { parser.position = 3 }
    let value = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.position == bytes.count else {
      throw parser.problem("expected the end of the text, found \(parser.found)")
    }
    return value
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Where the text stops being UTF-8.
  private var firstForeignByte: Int? {
    guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
    var (low, high) = (0, bytes.count)
    // A prefix that ends within a character is valid up to three bytes before its end.
    while low < high {
      let middle = (low + high + 1) / 2
      let isGood = (0...min(3, middle)).contains {
        String(validating: bytes[..<(middle - $0)], as: UTF8.self) != nil
      }
      if isGood { low = middle } else { high = middle - 1 }
    }
    return (max(low - 3, 0)...low).last {
      String(validating: bytes[..<$0], as: UTF8.self) != nil
    }
  }

  private func problem(_ text: String) -> DecodingError {
    let before = bytes[..<position]
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let column = String(decoding: bytes[start..<position], as: UTF8.self).count + 1
    return DecodingError.dataCorrupted(
      DecodingError.Context(
        codingPath: [], debugDescription: "line \(line), column \(column): \(text)"))
  }

  /// The next character in the words of an error.
  private var found: String {
    guard position < bytes.count else { return "the end of the text" }
    let rest = String(decoding: bytes[position...].prefix(8), as: UTF8.self)
    guard let character = rest.first else { return "the end of the text" }
    return character.isNewline ? "the end of the line" : "'\(character)'"
  }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
      position += 1
    }
  }

  /// Skips the character if it comes next.
  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws -> JSONValue {
    guard depth < Self.deepest else { throw problem("values lie too deep in each other") }
    skipSpace()
    if take("{") { return try object(depth: depth) }
    if take("[") { return try array(depth: depth) }
    if take("\"") { return .string(try string()) }
    for (word, value) in [("true", JSONValue.bool(true)), ("false", .bool(false)), ("null", .null)]
    where bytes[position...].starts(with: word.utf8) {
      position += word.utf8.count
      return value
    }
    return try number()
  }

  private mutating func object(depth: Int) throws -> JSONValue {
    var fields: [(name: String, value: JSONValue)] = []
    var names: Set<String> = []
    skipSpace()
    if take("}") { return .object(fields) }
    repeat {
      skipSpace()
      guard take("\"") else {
        throw problem(
          found == "'}'"
            ? "a comma stands behind the last field"
            : "expected a field in double quotes, found \(found)")
      }
      let name = try string()
      path.append(JSONKey(stringValue: name))
      guard names.insert(name).inserted else {
        throw DecodingError.dataCorrupted(
          DecodingError.Context(codingPath: path, debugDescription: "it is there twice"))
      }
      skipSpace()
      guard take(":") else { throw problem("expected ':' behind \"\(name)\", found \(found)") }
      fields.append((name, try value(depth: depth + 1)))
      path.removeLast()
      skipSpace()
    } while take(",")
    guard take("}") else { throw problem("expected ',' or '}', found \(found)") }
    return .object(fields)
  }

  private mutating func array(depth: Int) throws -> JSONValue {
    var values: [JSONValue] = []
    skipSpace()
    if take("]") { return .array(values) }
    repeat {
      skipSpace()
      if !values.isEmpty, found == "']'" { throw problem("a comma stands behind the last value") }
      path.append(JSONKey(intValue: values.count))
      values.append(try value(depth: depth + 1))
      path.removeLast()
      skipSpace()
    } while take(",")
    guard take("]") else { throw problem("expected ',' or ']', found \(found)") }
    return .array(values)
  }

  /// The rest of a string behind its first quote.
  private mutating func string() throws -> String {
    var units: [UInt16] = []
    var start = position
    var text = ""
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        text += String(decoding: bytes[start..<position], as: UTF8.self)
        position += 1
        return text
      case UInt8(ascii: "\\"):
        text += String(decoding: bytes[start..<position], as: UTF8.self)
        units.removeAll()
        while take("\\") { try appendEscaped(to: &units) }
        text += String(decoding: units, as: UTF16.self)
        start = position
      case 0..<0x20:
        throw problem("expected '\"' at the end of a text, found \(found)")
      default:
        position += 1
      }
    }
    throw problem("expected '\"' at the end of a text, found \(found)")
  }

  private mutating func appendEscaped(to units: inout [UInt16]) throws {
    let characters: [(Unicode.Scalar, UInt16)] = [
      ("\"", 0x22), ("\\", 0x5C), ("/", 0x2F), ("b", 8), ("f", 12), ("n", 10), ("r", 13), ("t", 9),
    ]
    for (character, unit) in characters where take(character) { return units.append(unit) }
    let digits = String(decoding: bytes[position...].dropFirst().prefix(4), as: UTF8.self)
    guard take("u"), digits.count == 4, digits.allSatisfy(\.isHexDigit),
      let unit = UInt16(digits, radix: 16)
    else { throw problem("'\\' stands in front of \(found), which it does not stand for") }
    position += 4
    units.append(unit)
  }

  private mutating func number() throws -> JSONValue {
    let start = position
    func isDigit() -> Bool { position < bytes.count && (0x30...0x39).contains(bytes[position]) }
    func digits(_ parser: inout JSONParser) -> Bool {
      let first = parser.position
      while parser.position < parser.bytes.count,
        (0x30...0x39).contains(parser.bytes[parser.position])
      {
        parser.position += 1
      }
      return parser.position > first
    }
    _ = take("-")
    let isZero = position < bytes.count && bytes[position] == UInt8(ascii: "0")
    guard isZero ? take("0") : digits(&self) else {
      throw problem("expected a value, found \(found)")
    }
    if isZero, isDigit() { throw problem("a number does not begin with 0") }
    if take("."), !digits(&self) { throw problem("expected a digit, found \(found)") }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      if !digits(&self) { throw problem("expected a digit, found \(found)") }
    }
    if position < bytes.count, bytes[position].isLetter {
      throw problem("expected the end of a number, found \(found)")
    }
    return .number(String(decoding: bytes[start..<position], as: UTF8.self))
  }
}

extension UInt8 {
  fileprivate var isLetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
}
