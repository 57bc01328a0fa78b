package import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension FileManager {
  /// Makes a folder and those above it, where they are not there yet.
  package func makeFolder(_ folder: URL) throws(FileError) {
    do {
      try createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      // What Foundation says depends on how far it came, so the path itself is asked.
      var isFolder: ObjCBool = false
      let isBlocked = sequence(first: folder.standardizedFileURL) { url in
        url.path == "/" ? nil : url.deletingLastPathComponent()
      }.contains { fileExists(atPath: $0.path, isDirectory: &isFolder) && !isFolder.boolValue }
      if isBlocked { throw FileError(.made, folder.path, code: ENOTDIR) }
      throw FileError(.made, folder.path, error)
    }
  }

  /// Removes a file or a folder with all that is in it, where it is there.
  package func removeIfPresent(_ url: URL) throws(FileError) {
    guard fileExists(atPath: url.path) else { return }
    do {
      try removeItem(at: url)
    } catch {
      throw FileError(.removed, url.path, error)
    }
  }

  /// Lets `copy` hold what `file` holds without taking room of its own where the disk can do so.
  ///
  /// `copy` is replaced whole, and its folder made where it is not there; as files here are only ever
  /// replaced, a change of one does not reach the other.
  package func share(_ file: URL, as copy: URL) throws(FileError) {
    try makeFolder(copy.deletingLastPathComponent())
    try removeIfPresent(copy)
    do {
      try linkItem(at: file, to: copy)
    } catch {
      try Data(readingFrom: file).writeDurably(to: copy)
    }
  }

  /// The names in a folder, sorted.
  package func names(in folder: URL) throws(FileError) -> [String] {
    do {
      return try contentsOfDirectory(atPath: folder.path).sorted()
    } catch {
      throw FileError(.read, folder.path, error)
    }
  }

  /// The bytes that may still be written to the disk of a folder, or nil where that is not known.
  package func freeBytes(at folder: URL) -> Int? {
    var status = statvfs()
    guard statvfs(folder.path, &status) == 0 else { return nil }
    let (bytes, isTooLarge) = UInt64(status.f_bavail)
      .multipliedReportingOverflow(by: UInt64(status.f_frsize))
    return isTooLarge ? Int.max : Int(clamping: bytes)
  }
}
