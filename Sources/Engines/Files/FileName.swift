/// A name in a folder as the file system has it: any bytes but 0 and a slash, in any encoding.
package struct FileName: Hashable, Comparable, Sendable {
  /// The bytes of the name.
  package let bytes: [UInt8]

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  package init(_ text: String) { bytes = Array(text.utf8) }

  package static func < (first: FileName, second: FileName) -> Bool {
    first.bytes.lexicographicallyPrecedes(second.bytes)
  }

  /// Whether the name begins with a dot.
  package var isHidden: Bool { bytes.first == UInt8(ascii: ".") }

  /// The name as text where it is UTF-8, or nil.
  package var utf8Text: String? { String(validating: bytes, as: UTF8.self) }

  /// The name as text; bytes that are no UTF-8 stand there as `\xE9`.
  package var text: String { bytes.escapedText(escapesControls: false) }

  /// The same for a message: control characters are escaped, too, so that it stays on its line.
  package var shown: String { bytes.escapedText(escapesControls: true) }

  /// What stands behind the last dot in lower case, or nothing.
  package var ending: String {
    guard let dot = bytes.lastIndex(of: UInt8(ascii: ".")), dot > 0 else { return "" }
    return FileName(Array(bytes[(dot + 1)...])).text.lowercased()
  }
}

extension [UInt8] {
  /// What bytes are as UTF-8.
  enum Piece {
    case character(Unicode.Scalar)
    /// A byte that is part of no character.
    case byte(UInt8)
  }

  /// Calls `body` with every character, and with every byte that is part of none.
  func forEachPiece(_ body: (Piece) -> Void) {
    var parser = UTF8.ForwardParser()
    var rest = makeIterator()
    var position = 0
    while true {
      switch parser.parseScalar(from: &rest) {
      case .valid(let encoded):
        position += encoded.count
        body(.character(UTF8.decode(encoded)))
      case .error(let length):
        for byte in self[position..<position + length] { body(.byte(byte)) }
        position += length
      case .emptyInput: return
      }
    }
  }

  /// These bytes as text in which what is no UTF-8 stands as `\xE9`.
  ///
  /// - Parameter escapesControls: whether control characters are escaped, too.
  func escapedText(escapesControls: Bool) -> String {
    var text = String.UnicodeScalarView()
    func hex(_ value: some BinaryInteger) -> String {
      let digits = String(value, radix: 16, uppercase: true)
      return digits.count < 2 ? "0" + digits : digits
    }
    forEachPiece { piece in
      switch piece {
      case .byte(let byte): text += "\\x\(hex(byte))".unicodeScalars
      case .character("\n") where escapesControls: text += "\\n".unicodeScalars
      case .character("\t") where escapesControls: text += "\\t".unicodeScalars
      case .character(let scalar) where escapesControls && scalar.breaksLines:
        text +=
          (scalar.isASCII ? "\\x\(hex(scalar.value))" : "\\u{\(hex(scalar.value))}")
          .unicodeScalars
      case .character(let scalar): text.append(scalar)
      }
    }
    return String(text)
  }
}

extension Unicode.Scalar {
  /// Whether it is a control character, or one that breaks lines or turns the direction of writing.
  fileprivate var breaksLines: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
