import Files
import Foundation

/// A stream of the process that text is written to.
struct TextStream: Sendable {
  fileprivate let handle: FileHandle

  /// Writes text at once; progress and errors that nobody reads any more are dropped.
  ///
  /// A result that cannot be written ends the process with an error, as a script must not take a
  /// half for the whole.
  func write(_ text: String) {
    do {
      try handle.write(contentsOf: Data(text.utf8))
    } catch {
      guard handle === FileHandle.standardOutput else { return }
      let error = FileError(.written, "standard output", error)
      standardError.write("error: \(error)\n")
      exit(1)
    }
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
