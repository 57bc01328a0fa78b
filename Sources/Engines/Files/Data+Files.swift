package import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension Data {
  /// The ending of a file that is not written to its end yet.
  package static let partialExtension = "partial"

  /// Reads a whole file, or a pipe to its end.
  package init(readingFrom file: URL) throws(FileError) {
    self.init(try FilePath(file).read())
  }

  /// Writes a file that appears whole or not at all, even where the machine loses power.
  ///
  /// The bytes go to a `.partial` file in the same folder and to the disk before that file takes
  /// the name; Foundation's atomic option does not wait for the disk. Where writing fails, nothing
  /// is left; a process that is killed leaves at most this one file, and the next write replaces it.
  package func writeDurably(to file: URL) throws(FileError) {
    try Self.writeDurably([self], to: file)
  }

  /// The same for a file whose bytes are in several places, one after the other.
  package static func writeDurably(_ parts: [any ContiguousBytes], to file: URL)
    throws(FileError)
  {
    let partial = file.appendingPathExtension(Self.partialExtension)
    do throws(FileError) {
      try write(parts, replacing: partial, called: file.path, isDurable: true)
      guard rename(partial.path, file.path) == 0 else {
        throw FileError(.written, file.path, code: errno)
      }
    } catch {
      unlink(partial.path)
      throw error
    }
    try synchronizeNames(in: file.deletingLastPathComponent())
  }

  /// Writes a file in place, for folders that appear as a whole and for what is soon removed.
  package func writeInPlace(to file: URL) throws(FileError) {
    try Self.write([self], replacing: file, called: file.path, isDurable: false)
  }

  /// Writes all bytes, and waits until they are on the disk where that is asked for.
  ///
  /// - Parameter path: what errors call the file.
  private static func write(
    _ parts: [any ContiguousBytes], replacing file: URL, called path: String, isDurable: Bool
  ) throws(FileError) {
    let descriptor = open(file.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileError(.written, path, code: errno) }
    var code: Int32 = 0
    for part in parts where code == 0 { code = write(part, to: descriptor) }
    if code == 0, isDurable, fsync(descriptor) != 0 { code = errno }
    // Some file systems report a full disk only now.
    let closed = close(descriptor) == 0 ? 0 : errno
    guard code == 0, closed == 0 else {
      throw FileError(.written, path, code: code == 0 ? closed : code)
    }
  }

  /// Writes all bytes; the number of the system's error, or 0.
  private static func write(_ part: any ContiguousBytes, to descriptor: Int32) -> Int32 {
    part.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        // The system takes at most 2 GiB at a time, and may take less.
        let part = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
        #if canImport(Glibc)
        let count = Glibc.write(descriptor, part.baseAddress, part.count)
        #else
        let count = Darwin.write(descriptor, part.baseAddress, part.count)
        #endif
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { return errno }
        rest = rest.dropFirst(count)
      }
      return 0
    }
  }
}

/// Waits until the names in a folder are on the disk.
private func synchronizeNames(in folder: URL) throws(FileError) {
  let descriptor = open(folder.path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw FileError(.written, folder.path, code: errno) }
  defer { close(descriptor) }
  // Not every file system can do this for a folder.
  guard fsync(descriptor) == 0 || errno == EINVAL else {
    throw FileError(.written, folder.path, code: errno)
  }
}
