extension String {
  /// The columns that the text takes on a terminal: two for an emoji or a wide East Asian character, none
  /// for a combining mark (Unicode Standard Annex 11).
  package var displayWidth: Int { reduce(0) { $0 + $1.displayWidth } }

  /// The text on one line: control characters, line separators and invisible marks of direction are
  /// shown as `\n`, `\t`, `\r` or `\u{7}`.
  package var printable: String {
    guard unicodeScalars.contains(where: \.isHidden) else { return self }
    var result = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.isHidden: result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The same line by line, for text whose line breaks are meant.
  package var printableLines: String {
    // By scalars, as a return and a line break are one character.
    unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      .map { String($0).printable }.joined(separator: "\n")
  }

  /// The beginning of the text that takes at most so many columns, with an ellipsis where it is cut.
  package func shortened(to columns: Int) -> String {
    guard displayWidth > columns else { return self }
    var (result, width) = ("", 1)
    for character in self {
      width += character.displayWidth
      guard width <= columns else { break }
      result.append(character)
    }
    return result + "…"
  }
}

extension Character {
  /// The columns of what a reader takes for one character, which may be several scalars.
  fileprivate var displayWidth: Int {
    isEmoji ? 2 : unicodeScalars.reduce(0) { $0 + $1.displayWidth }
  }

  /// Whether it is drawn as a picture: by itself, by a selector, as a flag or as a sequence.
  private var isEmoji: Bool {
    guard let first = unicodeScalars.first, first.properties.isEmoji else { return false }
    return first.properties.isEmojiPresentation
      || unicodeScalars.dropFirst().contains { $0 == "\u{FE0F}" || $0.properties.isEmojiModifier }
  }
}

extension Unicode.Scalar {
  /// Whether a terminal acts on it or shows nothing in its place.
  ///
  /// Joiners are part of words in several scripts and of emoji, as tags are; they are left alone.
  fileprivate var isHidden: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    case .format: !(0x200C...0x200D).contains(value) && !(0xE0020...0xE007F).contains(value)
    default: false
    }
  }

  fileprivate var displayWidth: Int {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .control, .format: 0
    // The vowels and final consonants of a syllable of Hangul stand below the first consonant.
    case _ where (0x1160...0x11FF).contains(value): 0
    case _ where Self.wide.contains { $0.contains(value) }: 2
    default: 1
    }
  }

  /// The blocks of `EastAsianWidth.txt` that are wide or full-width throughout, less the emoji.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF,
    0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6B,
    0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FB, 0x1F200...0x1F265,
    0x20000...0x3FFFD,
  ]
}
