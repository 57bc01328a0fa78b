import Foundation
import Testing

/// A folder that a test fills with files and that goes away with it.
final class TemporaryFolder: Sendable {
  let url = FileManager.default.temporaryDirectory.appending(
    path: UUID().uuidString, directoryHint: .isDirectory)
  var path: String { url.path }

  init() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Writes a file and the folders above it.
  func write(_ bytes: [UInt8], _ path: String) throws {
    let file = url.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  /// Writes a file whose folder and name are any bytes.
  func write(_ content: [UInt8], in directory: [UInt8], as name: [UInt8]) throws {
    func pathed(_ bytes: [UInt8]) -> [CChar] {
      (Array(path.utf8) + [UInt8(ascii: "/")] + bytes).map { CChar(bitPattern: $0) } + [0]
    }
    for slash in directory.indices where directory[slash] == UInt8(ascii: "/") {
      mkdir(pathed(Array(directory[..<slash])), 0o755)
    }
    mkdir(pathed(directory), 0o755)
    let descriptor = open(
      pathed(directory + [UInt8(ascii: "/")] + name), O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    try #require(descriptor >= 0)
    try FileHandle(fileDescriptor: descriptor, closeOnDealloc: true).write(
      contentsOf: Data(content))
  }

  func read(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: url.appending(path: path)))
  }

  func remove(_ path: String) throws {
    try FileManager.default.removeItem(at: url.appending(path: path))
  }

  /// The names in the folder, sorted.
  var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }
}

/// What an error says, or "no error".
func text(_ body: () throws -> Void) -> String {
  do {
    try body()
    return "no error"
  } catch {
    return "\(error)"
  }
}
