package import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension Data {
  /// Writes a file that appears whole or not at all, even where the machine loses power.
  ///
  /// The bytes go to a `.partial` file in the same folder and to the disk before that file takes
  /// the name; Foundation's atomic option does not wait for the disk. A process that is killed
  /// leaves at most this one file, and the next write replaces it.
  package func writeDurably(to file: URL) throws {
    let partial = file.appendingPathExtension("partial")
    try write(to: partial)
    try synchronize(partial)
    guard rename(partial.path, file.path) == 0 else { throw systemError() }
    try synchronize(file.deletingLastPathComponent())
  }
}

/// Waits until a file, or the names in a folder, are on the disk.
private func synchronize(_ url: URL) throws {
  let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw systemError() }
  defer { close(descriptor) }
  guard fsync(descriptor) == 0 else { throw systemError() }
}

private func systemError() -> POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
