/// A word as a shell reads it back, in quotes where it needs them.
package func shellWord(_ word: String) -> String {
  let isPlain = word.allSatisfy {
    $0.isASCII && ($0.isLetter || $0.isNumber || "-_./+:,@=".contains($0))
  }
  // A shell may look up the program whose name follows an equals sign.
  if isPlain, !word.isEmpty, !word.hasPrefix("=") { return word }
  // By scalars, as an apostrophe with a combining mark is one character.
  let parts = word.unicodeScalars.split(separator: "'", omittingEmptySubsequences: false)
  return "'" + parts.map { String($0) }.joined(separator: "'\\''") + "'"
}

/// An option with its value as a shell and the command read them back; a value that begins with a hyphen
/// would be taken for an option behind a space.
package func shellOption(_ name: String, _ value: String) -> String {
  value.hasPrefix("-") ? shellWord("\(name)=\(value)") : "\(name) \(shellWord(value))"
}
