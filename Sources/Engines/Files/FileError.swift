import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A file or folder that the system refuses; the sentence says which, why, and what to do.
public struct FileError: Error, Equatable, CustomStringConvertible {
  /// What was to be done.
  public enum Action: String, Sendable {
    /// The file was to be read.
    case read
    /// The file was to be written.
    case written
    /// The folder was to be made.
    case made
    /// The file or folder was to be removed.
    case removed
  }

  /// What was to be done.
  public var action: Action
  /// The file or folder.
  public var path: String
  /// The number of the system's error, as in `errno`.
  public var code: Int32

  package init(_ action: Action, _ path: String, code: Int32) {
    self.action = action
    self.path = path
    self.code = code
  }

  /// An error of Foundation, which hides the system's error or replaces it by one of its own.
  package init(_ action: Action, _ path: String, _ error: any Error) {
    self.init(action, path, code: Self.code(of: error as NSError))
  }

  /// Which file, why, and what to do.
  public var description: String { "'\(path)' cannot be \(action.rawValue): \(reason)" }

  /// Why, and what to do.
  public var reason: String {
    switch code {
    case ENOSPC: "the disk is full. Make room on it, then repeat the command."
    case EDQUOT: "your share of the disk is used up. Make room, then repeat the command."
    case EFBIG where action == .read: "it is longer than 1 GiB, or has no end. Choose another file."
    case EFBIG:
      "it would be larger than this process may make a file. Raise the limit with "
        + "'ulimit -f unlimited', then repeat the command."
    case EACCES, EPERM:
      "the permission is missing. Change the permissions, or choose another folder."
    case EROFS: "the file system is read-only. Choose another folder."
    case ENOENT: "there is no such file or folder. Check the path."
    case ENOTDIR, EEXIST:
      "a part of the path is a file where a folder is expected. Choose another path."
    case EISDIR: "it is a folder where a file is expected. Choose another path."
    case ENODEV: "it is a device where a file or a pipe is expected. Choose another path."
    case ENXIO: "it is a socket where a file or a pipe is expected. Choose another path."
    case ELOOP: "its links lead in a circle. Choose another path."
    case EMFILE, ENFILE: "too many files are open. Close other programs, or raise 'ulimit -n'."
    case EIO: "the disk reports a fault. Save what is on it, and choose another disk."
    default: "the system says '\(String(cString: strerror(code)))'."
    }
  }

  private static func code(of error: NSError) -> Int32 {
    if error.domain == NSPOSIXErrorDomain { return Int32(truncatingIfNeeded: error.code) }
    if let underlying = error.userInfo[NSUnderlyingErrorKey] as? NSError {
      return code(of: underlying)
    }
    guard error.domain == NSCocoaErrorDomain else { return EIO }
    return switch CocoaError.Code(rawValue: error.code) {
    case .fileNoSuchFile, .fileReadNoSuchFile: ENOENT
    case .fileReadNoPermission, .fileWriteNoPermission: EACCES
    case .fileWriteOutOfSpace: ENOSPC
    case .fileWriteVolumeReadOnly: EROFS
    case .fileWriteFileExists: EEXIST
    default: EIO
    }
  }
}
