import Files
package import Foundation
import Processes

/// The way of a public data set from a server into a folder: downloaded with curl, checked, unpacked
/// with tar or gzip, checked again.
///
/// A file appears under its name whole and checked or not at all; a download that was cut off lies
/// beside it as `.partial` and goes on when it is asked for again.
package struct Fetching: Sendable {
  /// What is known while a file comes.
  package struct Progress: Equatable, Sendable {
    /// The name of the archive.
    package var archive: String
    /// Bytes that are there.
    package var done: Int
    /// Bytes of the whole archive.
    package var total: Int

    package init(archive: String, done: Int, total: Int) {
      self.archive = archive
      self.done = done
      self.total = total
    }
  }

  let distribution: Distribution
  let folder: URL
  let base: String
  let progress: @Sendable (Progress) -> Void
  let shouldStop: @Sendable () -> Bool

  /// - Parameters:
  ///   - base: the address of the server's folder in place of the official one.
  ///   - shouldStop: asked several times a second.
  package init(
    _ distribution: Distribution, into folder: URL, from base: String? = nil,
    progress: @escaping @Sendable (Progress) -> Void = { _ in },
    shouldStop: @escaping @Sendable () -> Bool = { false }
  ) {
    self.distribution = distribution
    self.folder = folder
    let address = base ?? distribution.base
    self.base = address.hasSuffix("/") ? String(address.dropLast()) : address
    self.progress = progress
    self.shouldStop = shouldStop
  }

  /// Fetches what is missing.
  ///
  /// - Returns: the names of the files that were not there or were others than the originals.
  package func run() throws(FetchError) -> [String] {
    var archives: [Distribution.Archive] = []
    for archive in distribution.archives where try !isThere(archive) { archives.append(archive) }
    guard !archives.isEmpty else { return [] }
    try makeFolder(folder)
    for archive in archives { try fetch(archive) }
    return archives.flatMap(\.files).map(\.name)
  }

  private func fetch(_ archive: Distribution.Archive) throws(FetchError) {
    let partial = folder.appending(path: "\(archive.name).partial")
    try download(archive, to: partial)
    let found = try sum(of: partial)
    guard found == archive.sha256 else {
      try? FileManager.default.removeItem(at: partial)
      throw .sum(file: archive.name, found: found, expected: archive.sha256)
    }
    try unpack(archive, at: partial)
    try? FileManager.default.removeItem(at: partial)
  }

  // MARK: Downloading

  private func download(_ archive: Distribution.Archive, to partial: URL) throws(FetchError) {
    let address = "\(base)/\(archive.name)"
    if size(of: partial) > archive.bytes { try? FileManager.default.removeItem(at: partial) }
    if size(of: partial) < archive.bytes {
      var outcome = try curl(address, archive, to: partial)
      if outcome.status == CurlStatus.cannotResume, size(of: partial) > 0 {
        // The server knows whole files only.
        try? FileManager.default.removeItem(at: partial)
        outcome = try curl(address, archive, to: partial)
      }
      let found = size(of: partial)
      guard outcome.status == 0 else {
        if found == 0 { try? FileManager.default.removeItem(at: partial) }
        throw found > 0
          ? .stopped(
            address: address, found: found, expected: archive.bytes, reason: outcome.reason)
          : .download(address: address, reason: outcome.reason)
      }
    }
    let found = size(of: partial)
    progress(Progress(archive: archive.name, done: found, total: archive.bytes))
    guard found == archive.bytes else {
      // The server holds nothing else, so that there is nothing to go on with.
      try? FileManager.default.removeItem(at: partial)
      throw .length(file: archive.name, found: found, expected: archive.bytes)
    }
  }

  private enum CurlStatus {
    /// The exit status of curl where the server does not resume.
    static let cannotResume: Int32 = 33
  }

  private func curl(_ address: String, _ archive: Distribution.Archive, to partial: URL)
    throws(FetchError) -> (status: Int32, reason: String)
  {
    let arguments = [
      "--fail", "--location", "--silent", "--show-error", "--continue-at", "-",
      "--connect-timeout", "30", "--output", partial.path, address,
    ]
    return try run("curl", arguments) {
      progress(
        Progress(archive: archive.name, done: size(of: partial), total: archive.bytes))
    }
  }

  // MARK: Unpacking

  private func unpack(_ archive: Distribution.Archive, at packed: URL) throws(FetchError) {
    let workshop = folder.appending(path: "\(archive.name).unpacked")
    defer { try? FileManager.default.removeItem(at: workshop) }
    try? FileManager.default.removeItem(at: workshop)
    try makeFolder(workshop)
    let outcome: (status: Int32, reason: String)
    let source: URL
    switch archive.packing {
    case .gzip:
      source = workshop
      outcome = try run(
        "gzip", ["--decompress", "--stdout", packed.path],
        output: workshop.appending(path: archive.files.first?.name ?? archive.name))
    case .tar(let name):
      source = workshop.appending(path: name)
      outcome = try run(
        "tar",
        ["-x", "-z", "-f", packed.path, "-C", workshop.path]
          + archive.files.map { "\(name)/\($0.name)" })
    }
    guard outcome.status == 0 else {
      throw .unpacking(file: archive.name, reason: outcome.reason)
    }
    for file in archive.files {
      try check(file, at: source.appending(path: file.name))
    }
    for file in archive.files {
      let target = folder.appending(path: file.name)
      guard rename(source.appending(path: file.name).path, target.path) == 0 else {
        throw .file(FileError(.written, target.path, code: errno))
      }
    }
  }

  // MARK: Programs

  /// Runs a program of this name to its end.
  ///
  /// - Parameters:
  ///   - output: the file that its standard output goes to.
  ///   - whileWaiting: called ten times a second.
  /// - Returns: the status that it ended with, and the first line of its errors as a sentence.
  private func run(
    _ name: String, _ arguments: [String], output: URL? = nil, whileWaiting: () -> Void = {}
  ) throws(FetchError) -> (status: Int32, reason: String) {
    guard let executable = ChildProcess.find(name) else { throw .noProgram(name) }
    let outcome: ChildProcess.Outcome
    do throws(ProcessError) {
      outcome = try ChildProcess(executable, arguments, output: output).run {
        whileWaiting()
        return shouldStop()
      }
    } catch {
      throw .program(error)
    }
    switch outcome.end {
    case .status(let status):
      let line = outcome.firstLine
      if line.isEmpty { return (status, "\(name) ended with status \(status).") }
      return (status, line.hasSuffix(".") ? line : line + ".")
    case .stopped, .timeLimit: throw .interrupted
    }
  }

  // MARK: Checking

  /// Whether all files of an archive are there and are the originals.
  private func isThere(_ archive: Distribution.Archive) throws(FetchError) -> Bool {
    for file in archive.files {
      guard try isOriginal(file, at: folder.appending(path: file.name)) else { return false }
    }
    return true
  }

  private func isOriginal(_ file: Distribution.File, at url: URL) throws(FetchError) -> Bool {
    guard FileManager.default.fileExists(atPath: url.path) else { return false }
    if let bytes = file.bytes, size(of: url) != bytes { return false }
    guard let expected = file.sha256 else { return true }
    return try sum(of: url) == expected
  }

  private func check(_ file: Distribution.File, at url: URL) throws(FetchError) {
    if let expected = file.bytes, size(of: url) != expected {
      throw .length(file: file.name, found: size(of: url), expected: expected)
    }
    guard let expected = file.sha256 else { return }
    let found = try sum(of: url)
    guard found == expected else {
      throw .sum(file: file.name, found: found, expected: expected)
    }
  }

  /// The length of a file; 0 where it is not there.
  private func size(of url: URL) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: url.resolvingSymlinksInPath().path)
    return (attributes?[.size] as? NSNumber)?.intValue ?? 0
  }

  private func sum(of url: URL) throws(FetchError) -> String {
    do {
      let handle = try FileHandle(forReadingFrom: url)
      defer { try? handle.close() }
      var sum = SHA256()
      while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
        if shouldStop() { throw FetchError.interrupted }
        sum.update(Array(piece))
      }
      return sum.digest
    } catch let error as FetchError {
      throw error
    } catch {
      throw .file(FileError(.read, url.path, error))
    }
  }

  private func makeFolder(_ folder: URL) throws(FetchError) {
    do throws(FileError) {
      try FileManager.default.makeFolder(folder)
    } catch {
      throw .file(error)
    }
  }
}
