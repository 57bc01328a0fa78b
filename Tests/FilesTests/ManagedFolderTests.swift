import Files
import Foundation
import Testing

/// Folders in which files of Thimble lie beside files of the user.
@Suite struct ManagedFolderTests {
  private let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  private var folder: ManagedFolder { ManagedFolder(url) }

  private typealias Role = ManagedFolder.File.Role

  @discardableResult
  private func write(
    _ part: String, _ files: [String: (String, Role)], alone: Bool = false,
    overwrites: Bool = false, form: String = "folder"
  ) throws -> [String] {
    try folder.write(part: part, form: form, isAlone: alone, overwrites: overwrites) { _ in
      files.map { ManagedFolder.File(path: $0, data: Data($1.0.utf8), role: $1.1) }
    }
  }

  @discardableResult
  private func write(
    _ files: [String: (String, Role)], overwrites: Bool = false, form: String = "folder"
  ) throws -> [String] {
    try write("door", files, overwrites: overwrites, form: form)
  }

  private func put(_ path: String, _ text: String) throws {
    let file = url.appending(path: path)
    try FileManager.default.makeFolder(file.deletingLastPathComponent())
    try Data(text.utf8).write(to: file)
  }

  private func text(_ path: String) -> String? {
    try? String(contentsOf: url.appending(path: path), encoding: .utf8)
  }

  private func remove() { try? FileManager.default.removeItem(at: url) }

  /// All files of the folder with their contents.
  private func contents() throws -> [String: String] {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: url.path)
    return Dictionary(
      paths.compactMap { path in text(path).map { (path, $0) } }, uniquingKeysWith: { $1 })
  }

  // Case 13
  @Test func `files of the user stay and old files of ours go`() throws {
    defer { remove() }
    try write(["a.c": ("1", .generated), "k/old.c": ("1", .shared)])
    try put("mine.c", "mine")
    try put("k/mine.c", "mine")
    try write(["a.c": ("2", .generated), "b.c": ("2", .generated)])
    #expect(text("a.c") == "2" && text("b.c") == "2" && text("k/old.c") == nil)
    #expect(text("mine.c") == "mine" && text("k/mine.c") == "mine")
  }

  // Case 13
  @Test func `a starter that was changed or removed is the user's`() throws {
    defer { remove() }
    try write(["main.c": ("1", .starter), "other.c": ("1", .starter), "gone.c": ("1", .starter)])
    try put("main.c", "mine")
    try FileManager.default.removeItem(at: url.appending(path: "gone.c"))
    let new: [String: (String, Role)] = [
      "main.c": ("2", .starter), "other.c": ("2", .starter), "gone.c": ("2", .starter),
    ]
    #expect(try write(new) == ["gone.c", "main.c"])
    #expect(text("main.c") == "mine" && text("other.c") == "2" && text("gone.c") == nil)
    #expect(try write(new, overwrites: true) == ["main.c"])
    #expect(text("main.c") == "mine" && text("gone.c") == "2")
    // Also where the user has one that was never ours.
    try put("new.c", "mine")
    #expect(try write(["new.c": ("1", .starter)]) == ["new.c"])
    #expect(text("new.c") == "mine" && text("main.c") == "mine")
  }

  // Case 13
  @Test func `a changed file of ours stops the writing with nothing done`() throws {
    defer { remove() }
    try write(["a.c": ("1", .generated), "b.c": ("1", .generated), "c.c": ("1", .generated)])
    try put("a.c", "changed")
    try put("c.c", "changed")
    try put("new.c", "mine")
    let before = try contents()
    let expected = ManagedFolderError.changed(
      folder: url.path, files: ["a.c", "c.c", "new.c"])
    // One is replaced, one removed, one was never ours.
    let files: [String: (String, Role)] = [
      "a.c": ("2", .generated), "b.c": ("2", .generated), "new.c": ("2", .generated),
    ]
    #expect(throws: expected) { try write(files) }
    #expect(try contents() == before)
    #expect(try folder.changedFiles() == ["a.c", "c.c"])
    #expect("\(expected)".contains("'a.c', 'c.c', 'new.c' there are not as Thimble wrote them"))
    #expect("\(expected)".contains("Move them away to keep them, or add '--overwrite'"))
    try write(files, overwrites: true)
    #expect(text("a.c") == "2" && text("c.c") == nil && text("new.c") == "2")
  }

  @Test func `a file of the user with our contents is taken over`() throws {
    defer { remove() }
    try put("a.c", "1")
    try write(["a.c": ("1", .generated)])
    try write(["a.c": ("2", .generated)])
    #expect(text("a.c") == "2")
  }

  @Test func `parts share files and take them along only where no other part needs them`() throws {
    defer { remove() }
    try write("door", ["door.c": ("1", .generated), "k/add.c": ("k", .shared)])
    try write(
      "lamp",
      ["lamp.c": ("1", .generated), "k/add.c": ("k", .shared), "k/mul.c": ("k", .shared)])
    try write("door", ["door.c": ("2", .generated)])
    #expect(text("k/add.c") == "k" && text("k/mul.c") == "k")
    #expect(try folder.readManifest()?.parts.keys.sorted() == ["door", "lamp"])
    #expect(
      throws: ManagedFolderError.otherVersion(
        folder: url.path, file: "k/mul.c", parts: ["lamp"])
    ) { try write("door", ["k/mul.c": ("another", .shared)]) }
    #expect(text("k/mul.c") == "k")
    try write("door", ["door.c": ("3", .generated)], alone: true)
    #expect(text("lamp.c") == nil && text("k/mul.c") == nil)
  }

  @Test func `a folder keeps its form`() throws {
    defer { remove() }
    try write(["a.c": ("1", .generated)], form: "make")
    #expect(
      throws: ManagedFolderError.otherForm(folder: url.path, found: "make", asked: "cmake")
    ) { try write("lamp", ["b.c": ("1", .generated)], form: "cmake") }
  }

  @Test func `removal leaves what is the user's and nothing else`() throws {
    defer { remove() }
    try write(["a.c": ("1", .generated), "k/b.c": ("1", .shared), "main.c": ("1", .starter)])
    try folder.remove()
    #expect(!FileManager.default.fileExists(atPath: url.path))

    try write(["a.c": ("1", .generated), "b.c": ("1", .generated), "main.c": ("1", .starter)])
    try put("mine.c", "mine")
    try put("b.c", "changed")
    try put("main.c", "mine")
    try folder.remove()
    #expect(try contents().keys.sorted() == ["b.c", "main.c", "mine.c", "thimble.json"])
    #expect(try folder.readManifest()?.parts.isEmpty == true)
    #expect(throws: ManagedFolderError.changed(folder: url.path, files: ["b.c"])) {
      try write(["a.c": ("1", .generated), "b.c": ("1", .generated)])
    }
  }

  @Test func `what a killed process has decided takes place and the rest never happened`() throws {
    defer { remove() }
    try write(["a.c": ("1", .generated), "b.c": ("1", .generated)])
    // As a process leaves it that is killed before and after its change is complete.
    let manifest = try Data(contentsOf: url.appending(path: ManagedFolder.manifestName))
    try put(".thimble-draft/a.c", "half")
    try put(".thimble-commit/a.c", "2")
    try put(".thimble-commit/.removals", "b.c\n")
    try manifest.write(to: url.appending(path: ".thimble-commit/thimble.json"))
    try folder.recover()
    #expect(try contents().keys.sorted() == ["a.c", "thimble.json"])
    #expect(text("a.c") == "2")
  }

  @Test func `a damaged list is named`() throws {
    defer { remove() }
    try put("thimble.json", "{")
    let file = url.appending(path: "thimble.json").path
    #expect(throws: ManagedFolderError.manifest(file: file)) {
      try write(["a.c": ("1", .generated)])
    }
    try put("thimble.json", #"{"format":1,"parts":{},"files":{"../a.c":"0"}}"#)
    #expect(throws: ManagedFolderError.manifest(file: file)) { try folder.readManifest() }
  }

  @Test func `a folder in the place of a file stops the writing`() throws {
    defer { remove() }
    try put("a.c/mine.c", "mine")
    #expect(throws: FileError(.written, url.appending(path: "a.c").path, code: EISDIR)) {
      try write(["a.c": ("1", .generated), "b.c": ("1", .generated)], overwrites: true)
    }
    #expect(text("b.c") == nil)
  }
}
