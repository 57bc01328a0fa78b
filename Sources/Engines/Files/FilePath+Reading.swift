import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension FilePath {
  /// What comes out of a pipe at most, as some never end.
  private static let mostOfPipe = 1 << 30

  /// Reads a whole file, or a pipe to its end.
  ///
  /// - Parameter shouldStop: asked while a pipe is silent.
  /// - Throws: ``FileError``, with the code `ECANCELED` where the caller asked to stop.
  package func read(shouldStop: () -> Bool = { false }) throws(FileError) -> [UInt8] {
    let descriptor = try openForReading()
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError(.read, shown, code: errno) }
    switch FolderEntry.Kind(mode: status.st_mode) {
    case .file: return try bytes(of: descriptor, size: Int(status.st_size))
    case .pipe, .socket: return try bytes(ofPipe: descriptor, shouldStop: shouldStop)
    case .folder: throw FileError(.read, shown, code: EISDIR)
    case .device, .unreachable: throw FileError(.read, shown, code: ENODEV)
    }
  }

  /// The first bytes of a file, at most `count`; nothing where it cannot be read.
  package func beginning(_ count: Int) -> [UInt8] {
    let descriptor = withCString { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    return (try? part(of: descriptor, count)) ?? []
  }

  /// Opens without waiting for anybody to write to a pipe.
  private func openForReading() throws(FileError) -> Int32 {
    let descriptor = withCString { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    if descriptor >= 0 { return descriptor }
    let code = errno
    // A socket has no name to be opened by, but may be the input that this process was given.
    let inherited = ["/dev/fd/", "/proc/self/fd/"].lazy
      .filter { bytes.starts(with: $0.utf8) }
      .compactMap { Int32(FilePath(Array(bytes.dropFirst($0.utf8.count))).shown) }
    if code == ENXIO, let known = shown == "/dev/stdin" ? 0 : inherited.first {
      let copy = dup(known)
      if copy >= 0 { return copy }
    }
    throw FileError(.read, shown, code: code)
  }

  private func bytes(of descriptor: Int32, size: Int) throws(FileError) -> [UInt8] {
    // One more than is there, so that the end shows; a file may also grow, or claim no size.
    var bytes = try part(of: descriptor, size + 1)
    while bytes.count > size {
      let more = try part(of: descriptor, 1 << 20)
      if more.isEmpty { break }
      bytes += more
    }
    return bytes
  }

  private func bytes(ofPipe descriptor: Int32, shouldStop: () -> Bool) throws(FileError)
    -> [UInt8]
  {
    var bytes: [UInt8] = []
    while true {
      if shouldStop() { throw FileError(.read, shown, code: ECANCELED) }
      var wish = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      // A pipe that nobody has opened for writing yet has no end, but nothing to read either.
      guard poll(&wish, 1, 100) > 0 else { continue }
      let more = try piece(of: descriptor, 1 << 16)
      guard let more else { continue }
      if more.isEmpty { return bytes }
      bytes += more
      guard bytes.count <= Self.mostOfPipe else { throw FileError(.read, shown, code: EFBIG) }
    }
  }

  /// The next `count` bytes, fewer at the end.
  private func part(of descriptor: Int32, _ count: Int) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      // The system takes at most 2 GiB at a time.
      guard let more = try piece(of: descriptor, min(count - bytes.count, 1 << 30)) else {
        continue
      }
      if more.isEmpty { break }
      // What comes whole is not copied.
      if bytes.isEmpty { bytes = more } else { bytes += more }
    }
    return bytes
  }

  /// What the system gives at once; nothing at the end, nil where it asks for patience.
  private func piece(of descriptor: Int32, _ count: Int) throws(FileError) -> [UInt8]? {
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      #if canImport(Glibc)
      let found = Glibc.read(descriptor, buffer.baseAddress, count)
      #else
      let found = Darwin.read(descriptor, buffer.baseAddress, count)
      #endif
      code = found < 0 ? errno : 0
      filled = max(0, found)
    }
    if code == EINTR || code == EAGAIN { return nil }
    guard code == 0 else { throw FileError(.read, shown, code: code) }
    return bytes
  }
}
