package import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A path as the file system has it: any bytes but 0, in any encoding.
package struct FilePath: Hashable, Sendable {
  /// The bytes of the path.
  package let bytes: [UInt8]

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The path of a URL, also of one that was made of ``Swift/String/init(argument:)``.
  package init(_ url: URL) { bytes = url.path.argumentBytes }

  /// The last part of the path.
  package var name: FileName {
    let rest = bytes.reversed().drop { $0 == UInt8(ascii: "/") }
    return FileName(rest.prefix { $0 != UInt8(ascii: "/") }.reversed())
  }

  /// What has this path.
  package var entry: FolderEntry { FolderEntry(name, at: self) }

  /// The path of something in this folder.
  package func appending(_ name: FileName) -> FilePath {
    FilePath(bytes + (bytes.last == UInt8(ascii: "/") ? [] : [UInt8(ascii: "/")]) + name.bytes)
  }

  /// The path for a message: what is no UTF-8 and control characters are escaped.
  package var shown: String { bytes.escapedText(escapesControls: true) }

  /// Calls the system with the path.
  func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    (bytes.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { fatalError("a path ends with 0") }
      return body(start)
    }
  }
}

/// What stands in a folder.
package struct FolderEntry: Equatable, Sendable {
  /// What it is behind all links.
  package enum Kind: Equatable, Sendable {
    case file
    case folder
    case pipe
    case socket
    case device
    /// A link that leads nowhere, or what may not be looked at.
    case unreachable
  }

  /// The name in its folder.
  package let name: FileName
  /// What it is behind all links.
  package let kind: Kind
  /// The length in bytes.
  package let size: Int
  /// When it was last modified, in nanoseconds since 1970.
  package let modified: Int
  /// What tells it from everything else, by whatever names and links it goes.
  package let identity: [UInt64]
}

extension FilePath {
  /// What is in this folder, sorted by the bytes of the names.
  ///
  /// Names come from the system byte for byte; Foundation leaves out those that are no UTF-8.
  package func entries() throws(FileError) -> [FolderEntry] {
    guard let stream = withCString({ opendir($0) }) else {
      throw FileError(.read, shown, code: errno)
    }
    defer { closedir(stream) }
    var entries: [FolderEntry] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        FileName(Array(bytes.prefix { $0 != 0 }))
      }
      guard name.bytes != [0x2E], name.bytes != [0x2E, 0x2E] else { continue }
      entries.append(FolderEntry(name, at: appending(name)))
    }
    guard errno == 0 else { throw FileError(.read, shown, code: errno) }
    return entries.sorted { $0.name < $1.name }
  }
}

extension FolderEntry {
  /// Looks at what has this path.
  fileprivate init(_ name: FileName, at path: FilePath) {
    self.name = name
    var status = stat()
    guard path.withCString({ stat($0, &status) }) == 0 else {
      (kind, size, modified, identity) = (.unreachable, 0, 0, [])
      return
    }
    kind = Kind(mode: status.st_mode)
    size = Int(status.st_size)
    #if canImport(Darwin)
    let time = status.st_mtimespec
    #else
    let time = status.st_mtim
    #endif
    modified = Int(time.tv_sec) &* 1_000_000_000 &+ Int(time.tv_nsec)
    identity = [UInt64(truncatingIfNeeded: status.st_dev), UInt64(status.st_ino)]
  }
}

extension FolderEntry.Kind {
  /// What a file's mode says.
  init(mode: mode_t) {
    switch mode & S_IFMT {
    case S_IFREG: self = .file
    case S_IFDIR: self = .folder
    case S_IFIFO: self = .pipe
    case S_IFSOCK: self = .socket
    default: self = .device
    }
  }
}
