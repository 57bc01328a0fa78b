import Files
import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Holds a run folder for one process; released when the value goes, or when the process ends.
final class RunFolderLock: Sendable {
  private let descriptor: Int32

  /// Locks the folder, making it where it does not exist.
  ///
  /// The system takes a moment to clear up a process that was killed, so that a lock that is held
  /// is asked for again for two seconds.
  /// - Throws: ``PipelineError/locked(folder:)`` where another process holds it.
  init(_ folder: RunFolder) throws {
    try FileManager.default.makeFolder(folder.url)
    let file = folder.url.appending(path: ".lock").path
    descriptor = open(file, O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw FileError(.written, file, code: errno)
    }
    for _ in 0..<20 {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
      usleep(100_000)
    }
    close(descriptor)
    throw PipelineError.locked(folder: folder.url.path)
  }

  deinit {
    // A child that another thread starts at this moment shares the descriptor until its program
    // begins; closing alone would leave the folder locked for that long.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
