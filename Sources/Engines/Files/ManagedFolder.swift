package import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A folder in which files that a program wrote lie beside files of the user.
///
/// `thimble.json` lists what was written, with a fingerprint of each file. Only what is listed and
/// unchanged is replaced or removed; everything else is the user's. Several parts, such as networks,
/// share one folder and the files that they have in common.
///
/// A change is prepared in a hidden folder, which is renamed when it is complete. From then on it
/// takes place, at the next opening where this process was killed; before, it never happened.
package struct ManagedFolder: Sendable {
  /// One file to write.
  package struct File: Equatable, Sendable {
    /// How a file that is there already is met.
    package enum Role: Equatable, Sendable {
      /// Of one part, or made anew for all parts; not meant to be edited.
      case generated
      /// The same for all parts that list it; not meant to be edited.
      case shared
      /// The user's from the moment that it was changed or removed.
      case starter
    }

    /// The path below the folder, with `/` between its components.
    package var path: String
    /// The contents.
    package var data: Data
    /// How a file that is there already is met.
    package var role: Role

    package init(path: String, data: Data, role: Role = .generated) {
      self.path = path
      self.data = data
      self.role = role
    }
  }

  /// What `thimble.json` says.
  package struct Manifest: Codable, Equatable, Sendable {
    /// The format of this file.
    package var format = 1
    /// What the folder is arranged as, for example `arduino`; nil before anything is written.
    package var form: String?
    /// The paths of each part's files, sorted.
    package var parts: [String: [String]] = [:]
    /// The fingerprint of each file as it was written.
    package var files: [String: String] = [:]
  }

  /// The name of the manifest.
  package static let manifestName = "thimble.json"
  /// What is being prepared.
  static let draftName = ".thimble-draft"
  /// What is complete and takes place.
  static let commitName = ".thimble-commit"
  /// In a draft: the paths that are removed, one a line.
  static let removalsName = ".removals"

  /// Where the folder is.
  package let url: URL

  /// A folder, which need not exist.
  package init(_ url: URL) {
    self.url = url
  }

  /// The manifest, or nil where nothing was written yet, or by a version without manifests.
  ///
  /// - Throws: `ManagedFolderError.manifest` where it is not readable.
  package func readManifest() throws -> Manifest? {
    // What was decided before a process was killed counts.
    let committed = url.appending(path: Self.commitName).appending(path: Self.manifestName)
    let file = [committed, url.appending(path: Self.manifestName)].first {
      FileManager.default.fileExists(atPath: $0.path)
    }
    guard let file else { return nil }
    let data = try Data(readingFrom: file)
    guard let manifest = try? JSONDecoder().decode(Manifest.self, from: data),
      manifest.format == 1, manifest.files.keys.allSatisfy(Self.isBelow)
    else { throw ManagedFolderError.manifest(file: file.path) }
    return manifest
  }

  /// The listed files, starters aside, that are there with other contents; they would be in the way
  /// of the next writing.
  package func changedFiles() throws -> [String] {
    guard let manifest = try readManifest() else { return [] }
    return try manifest.files.keys.sorted().filter { path in
      guard !manifest.isStarter(path), let found = try fingerprint(of: path) else { return false }
      return found != manifest.fingerprint(of: path)
    }
  }

  /// Whether a path stays below the folder.
  static func isBelow(_ path: String) -> Bool {
    !path.hasPrefix("/") && !path.split(separator: "/").contains { $0 == ".." }
  }

  /// The fingerprint of the file of this path, or nil where there is none.
  func fingerprint(of path: String) throws -> String? {
    let file = url.appending(path: path)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder) else {
      return nil
    }
    return isFolder.boolValue ? "folder" : try Data(readingFrom: file).fingerprint
  }

  /// Runs `body` while no other process changes the folder, which is made where it is not there.
  func locked<Result>(_ body: () throws -> Result) throws -> Result {
    try FileManager.default.makeFolder(url)
    let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(.read, url.path, code: errno) }
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else { throw FileError(.written, url.path, code: errno) }
    }
    return try body()
  }
}

extension ManagedFolder.Manifest {
  private static let starterMark = "starter "

  /// Whether the user may make the file of this path his own.
  func isStarter(_ path: String) -> Bool {
    files[path]?.hasPrefix(Self.starterMark) == true
  }

  /// What the file of this path was written with, or nil.
  func fingerprint(of path: String) -> String? {
    files[path].map { isStarter(path) ? String($0.dropFirst(Self.starterMark.count)) : $0 }
  }

  /// Lists a file.
  mutating func add(_ file: ManagedFolder.File) {
    let mark = file.role == .starter ? Self.starterMark : ""
    files[file.path] = mark + file.data.fingerprint
  }

  /// The parts other than `part` that list a path, sorted.
  func parts(with path: String, besides part: String) -> [String] {
    parts.keys.filter { $0 != part && parts[$0]?.contains(path) == true }.sorted()
  }
}

extension Data {
  /// 64 bits that differ where contents do, in hexadecimal: FNV-1a.
  package var fingerprint: String {
    let hash = reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
