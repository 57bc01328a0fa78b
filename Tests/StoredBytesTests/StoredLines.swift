import Foundation
import Testing

/// Lines `NAME: FACTS` of a file in the folder `Stored`, written by an earlier version of the sources.
///
/// `THIMBLE_RECORD=1 swift test --filter StoredBytesTests` writes them anew; a change of theirs is a
/// change that users see, and its commit says why it is right.
struct StoredLines {
  /// The name of the file.
  let file: String

  static let isRecording = ProcessInfo.processInfo.environment["THIMBLE_RECORD"] != nil

  private var url: URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Stored/\(file)")
  }

  /// The facts by name.
  func read() throws -> [String: String] {
    let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
    return Dictionary(
      uniqueKeysWithValues: lines.compactMap { line in
        line.firstRange(of: ": ").map {
          (String(line[..<$0.lowerBound]), String(line[$0.upperBound...]))
        }
      })
  }

  /// Compares facts with the stored ones, or stores them.
  func check(_ facts: [(name: String, facts: String)]) throws {
    if Self.isRecording {
      let text = facts.map { "\($0.name): \($0.facts)\n" }.joined()
      return try Data(text.utf8).write(to: url, options: .atomic)
    }
    let stored = try read()
    for (name, facts) in facts {
      #expect(stored[name] == facts, "\(file): \(name)")
    }
    #expect(Set(stored.keys) == Set(facts.map(\.name)))
  }
}

/// The 64-bit FNV-1a hash in hexadecimal digits.
func hash(_ bytes: some Sequence<UInt8>) -> String {
  let hash = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
    ($0 ^ UInt64($1)) &* 0x100_0000_01b3
  }
  let digits = String(hash, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
