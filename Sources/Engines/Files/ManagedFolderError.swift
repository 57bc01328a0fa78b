/// A folder of generated and own files that is left as it is; the sentence says what to do.
public enum ManagedFolderError: Error, Equatable, CustomStringConvertible {
  /// Files that would be replaced or removed are not as they were written.
  case changed(folder: String, files: [String])
  /// A file that several parts share would get other contents than the other parts were made for.
  case otherVersion(folder: String, file: String, parts: [String])
  /// The folder is arranged for another purpose.
  case otherForm(folder: String, found: String, asked: String)
  /// The manifest cannot be read.
  case manifest(file: String)

  /// One or two sentences: where, what was expected, what was found and what to do.
  public var description: String {
    switch self {
    case .changed(let folder, let files):
      "Nothing was written to '\(folder)', as \(Self.list(files)) there "
        + (files.count == 1 ? "is" : "are") + " not as Thimble wrote "
        + (files.count == 1 ? "it. Move it away to keep it" : "them. Move them away to keep them")
        + ", or add '--overwrite' to 'thimble emit' to replace "
        + (files.count == 1 ? "it." : "them.")
    case .otherVersion(let folder, let file, let parts):
      "Nothing was written to '\(folder)': \(Self.list(parts)) there "
        + (parts.count == 1 ? "was" : "were")
        + " emitted by another version of Thimble with another '\(file)', which the networks of a "
        + "folder share. Emit all of them into a new folder."
    case .otherForm(let folder, let found, let asked):
      "'\(folder)' holds networks as '\(found)'; give '--as \(found)', or another '--output' for "
        + "'\(asked)'."
    case .manifest(let file):
      "'\(file)' is not readable as the list of what Thimble has written. Put it back, or emit into "
        + "another folder."
    }
  }

  /// The names in quotes, at most five of them.
  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(5).map { "'\($0)'" }
    let rest = names.count - shown.count
    return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }
}
