import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension ManagedFolder {
  /// Writes the files of a part, and removes those of its former files that no part lists any more.
  ///
  /// - Parameters:
  ///   - part: the name of the part.
  ///   - form: what the folder is arranged as.
  ///   - isAlone: whether all other parts are removed.
  ///   - overwrites: whether generated files that were changed, or are the user's, are replaced.
  ///   - files: called with the names of the other parts and the paths of their files; the files of the
  ///     part.
  /// - Returns: the starters that stay as the user has them, sorted.
  /// - Throws: `ManagedFolderError`, `FileError`, what `files` throws; the folder is then as before.
  @discardableResult
  package func write(
    part: String, form: String, isAlone: Bool = false, overwrites: Bool = false,
    files: (_ others: [String: [String]]) throws -> [File]
  ) throws -> [String] {
    let isNew = !FileManager.default.fileExists(atPath: url.path)
    do {
      return try locked {
        try finish()
        var old = try readManifest() ?? Manifest()
        if let found = old.form, found != form, !isAlone, !old.parts.isEmpty {
          throw ManagedFolderError.otherForm(folder: url.path, found: found, asked: form)
        }
        if isAlone { old.parts = old.parts.filter { $0.key == part } }
        let files = try files(old.parts.filter { $0.key != part })
        let change = try change(
          from: old, writing: files, of: part, form: form, overwrites: overwrites)
        try commit(change)
        return change.kept
      }
    } catch {
      if isNew { rmdir(url.path) }
      throw error
    }
  }

  /// Removes what was written and is unchanged; the folder, too, where nothing else is in it.
  package func remove() throws {
    guard FileManager.default.fileExists(atPath: url.path) else { return }
    try locked {
      try finish()
      guard let old = try readManifest() else { return }
      let unchanged = try old.files.keys.filter {
        try fingerprint(of: $0) == old.fingerprint(of: $0)
      }
      try commit(Change(writes: [], removals: unchanged.sorted(), manifest: Manifest(), kept: []))
      let left = try FileManager.default.names(in: url)
      if left == [Self.manifestName] { try FileManager.default.removeIfPresent(url) }
    }
  }

  /// Ends what a process has left that was killed; the next change does so, too.
  package func recover() throws {
    let traces = [Self.draftName, Self.commitName].map { url.appending(path: $0).path }
    guard traces.contains(where: FileManager.default.fileExists) else { return }
    try locked { try finish() }
  }

  /// A change that is decided and not done.
  private struct Change {
    var writes: [File]
    var removals: [String]
    var manifest: Manifest
    /// Starters that stay as the user has them.
    var kept: [String]
  }

  private func change(
    from old: Manifest, writing files: [File], of part: String, form: String, overwrites: Bool
  ) throws -> Change {
    var change = Change(writes: [], removals: [], manifest: old, kept: [])
    var inTheWay: [String] = []
    for file in files {
      try checkPath(file.path)
      let found = try fingerprint(of: file.path)
      let written = old.fingerprint(of: file.path)
      let users = old.parts(with: file.path, besides: part)
      if file.role == .shared, !users.isEmpty, let written, written != file.data.fingerprint {
        throw ManagedFolderError.otherVersion(folder: url.path, file: file.path, parts: users)
      }
      let isOwn = found == nil ? written != nil : found != written
      if file.role == .starter, isOwn, found != nil || !overwrites {
        // Changed, removed, or never ours.
        if found != file.data.fingerprint { change.kept.append(file.path) }
        continue
      }
      if let found, found != written, found != file.data.fingerprint, !overwrites {
        inTheWay.append(file.path)
      }
      if found != file.data.fingerprint { change.writes.append(file) }
      change.manifest.add(file)
    }
    change.manifest.form = form
    change.manifest.parts[part] = files.map(\.path).sorted()
    let listed = Set(change.manifest.parts.values.joined())
    for path in old.files.keys.sorted() where !listed.contains(path) {
      change.manifest.files[path] = nil
      guard let found = try fingerprint(of: path) else { continue }
      if found == old.fingerprint(of: path) || (overwrites && !old.isStarter(path)) {
        change.removals.append(path)
      } else if !old.isStarter(path) {
        inTheWay.append(path)
      }
    }
    guard inTheWay.isEmpty else {
      throw ManagedFolderError.changed(folder: url.path, files: inTheWay.sorted())
    }
    change.kept.sort()
    return change
  }

  /// Throws where a folder has the name of the file, or a file that of one of its folders.
  private func checkPath(_ path: String) throws {
    var isFolder: ObjCBool = false
    let file = url.appending(path: path)
    if FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder),
      isFolder.boolValue
    {
      throw FileError(.written, file.path, code: EISDIR)
    }
    var parent = file.deletingLastPathComponent()
    while parent.path.count > url.path.count {
      if FileManager.default.fileExists(atPath: parent.path, isDirectory: &isFolder),
        !isFolder.boolValue
      {
        throw FileError(.made, parent.path, code: ENOTDIR)
      }
      parent.deleteLastPathComponent()
    }
  }

  private func commit(_ change: Change) throws {
    let manager = FileManager.default
    let draft = url.appending(path: Self.draftName)
    do {
      try manager.makeFolder(draft)
      for file in change.writes {
        let target = draft.appending(path: file.path)
        try manager.makeFolder(target.deletingLastPathComponent())
        try file.data.writeInPlace(to: target)
      }
      try Data(change.removals.map { $0 + "\n" }.joined().utf8)
        .writeInPlace(to: draft.appending(path: Self.removalsName))
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      try (try encoder.encode(change.manifest) + Data("\n".utf8))
        .writeInPlace(to: draft.appending(path: Self.manifestName))
    } catch {
      try? manager.removeItem(at: draft)
      throw error
    }
    try rename(draft, to: url.appending(path: Self.commitName))
    try finish()
  }

  /// Ends what a process has left that was killed: a draft never happened, the rest takes place.
  func finish() throws {
    let manager = FileManager.default
    try manager.removeIfPresent(url.appending(path: Self.draftName))
    let commit = url.appending(path: Self.commitName)
    guard manager.fileExists(atPath: commit.path) else { return }
    let removals = commit.appending(path: Self.removalsName)
    if manager.fileExists(atPath: removals.path) {
      for line in String(decoding: try Data(readingFrom: removals), as: UTF8.self)
        .split(separator: "\n").map(String.init)
      where Self.isBelow(line) {
        try manager.removeIfPresent(url.appending(path: line))
        removeEmptyFolders(above: line)
      }
    }
    let paths = (try? manager.subpathsOfDirectory(atPath: commit.path)) ?? []
    for path in paths.sorted() where path != Self.removalsName && path != Self.manifestName {
      let source = commit.appending(path: path)
      var isFolder: ObjCBool = false
      _ = manager.fileExists(atPath: source.path, isDirectory: &isFolder)
      guard !isFolder.boolValue else { continue }
      let target = url.appending(path: path)
      try manager.makeFolder(target.deletingLastPathComponent())
      try rename(source, to: target)
    }
    let manifest = commit.appending(path: Self.manifestName)
    if manager.fileExists(atPath: manifest.path) {
      try rename(manifest, to: url.appending(path: Self.manifestName))
    }
    try manager.removeIfPresent(commit)
  }

  private func rename(_ source: URL, to target: URL) throws(FileError) {
    #if canImport(Glibc)
    let outcome = Glibc.rename(source.path, target.path)
    #else
    let outcome = Darwin.rename(source.path, target.path)
    #endif
    guard outcome == 0 else { throw FileError(.written, target.path, code: errno) }
  }

  private func removeEmptyFolders(above path: String) {
    var parts = path.split(separator: "/").dropLast()
    while !parts.isEmpty {
      guard rmdir(url.appending(path: parts.joined(separator: "/")).path) == 0 else { return }
      parts = parts.dropLast()
    }
  }
}
