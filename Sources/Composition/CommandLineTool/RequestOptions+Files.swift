import Architectures
import Devices
import Files
import Foundation

extension RequestOptions {
  /// A built-in device, or the one that a JSON file describes.
  static func device(_ text: String) throws -> Device {
    guard let data = try file(text, else: .unreadableDevice(file: text)) else {
      return try .named(text)
    }
    return try Device(json: data, file: text)
  }

  /// A built-in space, or the one that a JSON file describes.
  static func space(_ text: String) throws -> SearchSpace {
    guard let data = try file(text, else: .unreadableSpace(file: text)) else {
      return try .builtIn(text)
    }
    return try SearchSpace(json: data, file: text)
  }

  /// What the file of this path holds, or nil where the text is a name; throws `error` where the
  /// file cannot be read.
  private static func file(_ text: String, else error: UsageError) throws(UsageError) -> Data? {
    guard isFile(text) else { return nil }
    guard let data = try? Data(readingFrom: URL(filePath: text)) else { throw error }
    return data
  }

  static func isFile(_ text: String) -> Bool {
    text.hasSuffix(".json") || text.contains("/")
  }
}
