import Files
package import Foundation

/// Emitted C sources as values, in the order in which a person reads them.
package struct Firmware: Equatable, Sendable {
  /// One file.
  package struct File: Equatable, Sendable {
    /// The path below the folder, for example `kernels/thimble_dense.c`.
    package var path: String
    /// The whole text.
    package var text: String

    package init(path: String, text: String) {
      self.path = path
      self.text = text
    }
  }

  /// The files.
  package var files: [File]

  package init(files: [File]) {
    self.files = files
  }

  /// The text of the file of this path, or nil.
  package subscript(path: String) -> String? {
    files.first { $0.path == path }?.text
  }

  /// Puts the files into `folder`, which is replaced as a whole, or not at all where writing fails.
  package func write(to folder: URL) throws {
    let manager = FileManager.default
    let parent = folder.deletingLastPathComponent()
    try manager.makeFolder(parent)
    let draft = parent.appending(path: ".\(folder.lastPathComponent).\(UUID().uuidString)")
    do {
      for file in files {
        let url = draft.appending(path: file.path)
        try manager.makeFolder(url.deletingLastPathComponent())
        try Data(file.text.utf8).writeInPlace(to: url)
      }
      try manager.removeIfPresent(folder)
      try manager.moveItem(at: draft, to: folder)
    } catch {
      try? manager.removeItem(at: draft)
      throw error as? FileError ?? FileError(.written, folder.path, error)
    }
  }
}
