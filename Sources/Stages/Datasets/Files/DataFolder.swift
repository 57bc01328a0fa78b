import Files
import Foundation

/// A folder with the files of a data set as their makers publish them.
struct DataFolder {
  let url: URL

  /// - Parameter holds: what the folder should hold, for the error's text.
  init(_ url: URL, holds: String) throws(DatasetError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder),
      isFolder.boolValue
    else { throw .noFolder(path: url.path, holds: holds) }
    self.url = url
  }

  /// Throws one error that names all files that are not there.
  ///
  /// - Parameter names: for each file the names it goes by, the official one first.
  /// - Returns: the names found, in order.
  func find(_ names: [[String]]) throws(DatasetError) -> [String] {
    let found = names.map { $0.first(where: exists) }
    let missing = zip(names, found).filter { $0.1 == nil }.compactMap(\.0.first)
    guard missing.isEmpty else {
      let packed = names.joined().flatMap { name in
        ["gz", "xz", "zip"].map { "\(name).\($0)" }.filter(exists)
      }
      throw .missing(files: missing, folder: url.path, packed: packed)
    }
    return found.compactMap { $0 }
  }

  /// The bytes of a file.
  func bytes(of name: String) throws(DatasetError) -> [UInt8] {
    do {
      return Array(try Data(readingFrom: url.appending(path: name)))
    } catch {
      throw .unreadable(file: path(of: name), reason: error.reason)
    }
  }

  /// The file's path, for errors.
  func path(of name: String) -> String { url.appending(path: name).path }

  /// Throws for the first label that is not below `classes`.
  func check(labels: [Int], of name: String, first: Int = 0, classes: Int) throws(DatasetError) {
    if let index = labels.firstIndex(where: { $0 >= classes }) {
      throw .label(
        file: path(of: name), index: first + index, found: labels[index], classes: classes)
    }
  }

  private func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: path(of: name))
  }
}
