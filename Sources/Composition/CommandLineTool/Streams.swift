import Foundation

/// A stream of the process that text is written to.
struct TextStream: Sendable {
  fileprivate let handle: FileHandle

  /// Writes text at once; what nobody reads any more is dropped.
  func write(_ text: String) {
    try? handle.write(contentsOf: Data(text.utf8))
  }
}

/// Results: what a script reads.
let standardOutput = TextStream(handle: .standardOutput)

/// Progress and errors: what a person reads.
let standardError = TextStream(handle: .standardError)

/// Writes a value as JSON with sorted keys to the standard output.
func writeJSON(_ value: some Encodable) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  standardOutput.write(String(decoding: try encoder.encode(value), as: UTF8.self) + "\n")
}
