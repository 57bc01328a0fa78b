package import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension Data {
  /// The ending of a file that is not written to its end yet.
  package static let partialExtension = "partial"

  /// Reads a whole file.
  package init(readingFrom file: URL) throws(FileError) {
    do {
      try self.init(contentsOf: file)
    } catch {
      // Foundation does not tell why; the system does when it is asked again.
      let descriptor = open(file.path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw FileError(.read, file.path, code: errno) }
      var byte: UInt8 = 0
      let code = read(descriptor, &byte, 1) < 0 ? errno : EIO
      close(descriptor)
      throw FileError(.read, file.path, code: code)
    }
  }

  /// Writes a file that appears whole or not at all, even where the machine loses power.
  ///
  /// The bytes go to a `.partial` file in the same folder and to the disk before that file takes
  /// the name; Foundation's atomic option does not wait for the disk. Where writing fails, nothing
  /// is left; a process that is killed leaves at most this one file, and the next write replaces it.
  package func writeDurably(to file: URL) throws(FileError) {
    let partial = file.appendingPathExtension(Self.partialExtension)
    do throws(FileError) {
      try write(replacing: partial, called: file.path, isDurable: true)
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
    try write(replacing: file, called: file.path, isDurable: false)
  }

  /// Writes all bytes, and waits until they are on the disk where that is asked for.
  ///
  /// - Parameter path: what errors call the file.
  private func write(replacing file: URL, called path: String, isDurable: Bool)
    throws(FileError)
  {
    let descriptor = open(file.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileError(.written, path, code: errno) }
    let code = withUnsafeBytes { bytes -> Int32 in
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
      return isDurable && fsync(descriptor) != 0 ? errno : 0
    }
    // Some file systems tell that the disk is full only now.
    let closed = close(descriptor) == 0 ? 0 : errno
    guard code == 0, closed == 0 else {
      throw FileError(.written, path, code: code == 0 ? closed : code)
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
