import Files
import Foundation
import Testing

@Suite final class FileTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "thimble-files-\(UUID().uuidString)", directoryHint: .isDirectory)

  init() throws {
    try FileManager.default.makeFolder(folder)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  private func names() throws -> [String] { try FileManager.default.names(in: folder) }

  @Test func `a written file holds its bytes, and nothing else is left`() throws {
    let file = folder.appending(path: "values")
    for bytes in [Data(), Data([1, 2, 3]), Data(repeating: 7, count: 3_000_000)] {
      try bytes.writeDurably(to: file)
      #expect(try Data(readingFrom: file) == bytes)
    }
    #expect(try names() == ["values"])
  }

  @Test func `a shared file is not changed when the other is replaced`() throws {
    let file = folder.appending(path: "one/values")
    let copy = folder.appending(path: "two/values")
    try FileManager.default.makeFolder(folder.appending(path: "one"))
    try Data([1, 2]).writeDurably(to: file)
    try FileManager.default.share(file, as: copy)
    #expect(try Data(readingFrom: copy) == Data([1, 2]))
    try Data([3]).writeDurably(to: file)
    #expect(try Data(readingFrom: copy) == Data([1, 2]))
    try FileManager.default.share(file, as: copy)
    #expect(try Data(readingFrom: copy) == Data([3]))
  }

  @Test func `an unfinished file of a killed process is replaced`() throws {
    let file = folder.appending(path: "values")
    try Data(repeating: 1, count: 100).writeInPlace(to: folder.appending(path: "values.partial"))
    try Data([5]).writeDurably(to: file)
    #expect(try names() == ["values"])
    #expect(try Data(readingFrom: file) == Data([5]))
  }

  @Test func `what cannot be written leaves the old file and no other`() throws {
    let file = folder.appending(path: "values")
    try Data([1]).writeDurably(to: file)
    // A folder in the place of the unfinished file, so that this one cannot be opened.
    try FileManager.default.makeFolder(folder.appending(path: "values.partial/full"))
    let error = #expect(throws: FileError.self) { try Data([2]).writeDurably(to: file) }
    #expect(
      error?.description
        == "'\(file.path)' cannot be written: it is a folder where a file is expected. Choose "
        + "another path.")
    #expect(try Data(readingFrom: file) == Data([1]))
  }

  @Test func `a path below a file is refused by every action`() throws {
    let file = folder.appending(path: "file")
    try Data([1]).writeDurably(to: file)
    let below = file.appending(path: "below")
    let why = "a part of the path is a file where a folder is expected. Choose another path."
    func expect(_ action: String, _ work: () throws -> Void) {
      let error = #expect(throws: FileError.self) { try work() }
      #expect(error?.description == "'\(below.path)' cannot be \(action): \(why)")
    }
    expect("made") { try FileManager.default.makeFolder(below) }
    expect("written") { try Data().writeDurably(to: below) }
    expect("read") { _ = try Data(readingFrom: below) }
  }

  @Test func `a missing file is named`() {
    let file = folder.appending(path: "absent")
    let error = #expect(throws: FileError.self) { try Data(readingFrom: file) }
    #expect(
      error?.description
        == "'\(file.path)' cannot be read: there is no such file or folder. Check the path.")
  }

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: "/dev/full"), "this system has no /dev/full"))
  func `a device that is always full has its sentence`() throws {
    let error = #expect(throws: FileError.self) {
      try Data([1]).writeInPlace(to: URL(filePath: "/dev/full"))
    }
    #expect(
      error?.description
        == "'/dev/full' cannot be written: the disk is full. Make room on it, then repeat the "
        + "command.")
  }

  @Test(arguments: [EACCES, EROFS, EFBIG, ENOSPC, EDQUOT, EMFILE, EIO])
  func `every refusal says what to do`(code: Int32) {
    let reason = FileError(.written, "x", code: code).reason
    #expect(reason.contains(". ") || reason.contains(", or "), "\(reason)")
    #expect(!reason.contains("the system says"))
  }

  // Case 9
  @Test func `a folder is listed by the bytes of its names`() throws {
    let names: [[UInt8]] = [
      [0xE9], Array("e\u{301}".utf8), Array("\u{e9}".utf8), Array("a\nb".utf8),
    ]
    for name in names {
      let path =
        FilePath(folder).appending(FileName(name)).bytes.map { CChar(bitPattern: $0) } + [0]
      close(open(path, O_WRONLY | O_CREAT, 0o644))
    }
    let entries = try FilePath(folder).entries()
    #expect(entries.map(\.name.bytes) == [names[3], names[1], names[2], names[0]])
    #expect(entries.map(\.name.shown) == ["a\\nb", "e\u{301}", "\u{e9}", "\\xE9"])
    #expect(entries.map(\.name.text)[0] == "a\nb")
    #expect(entries.allSatisfy { $0.kind == .file && $0.size == 0 })
  }

  // Case 19
  @Test func `a pipe is read to its end, also before anybody has opened it for writing`() throws {
    let pipe = folder.appending(path: "pipe")
    #expect(mkfifo(pipe.path, 0o644) == 0)
    #expect(try FilePath(folder).entries().map(\.kind) == [.pipe])
    let content = Data((0..<200_000).map { UInt8(truncatingIfNeeded: $0) })
    Thread.detachNewThread {
      usleep(50_000)
      try? content.writeInPlace(to: pipe)
    }
    #expect(try Data(readingFrom: pipe) == content)
    let error = #expect(throws: FileError.self) { try FilePath(pipe).read { true } }
    #expect(error?.code == ECANCELED)
  }

  // Case 19
  @Test func `what is neither a file nor a pipe is refused by what it is`() throws {
    func reason(_ path: String) -> String? {
      #expect(throws: FileError.self) { try Data(readingFrom: URL(filePath: path)) }?.reason
    }
    #expect(reason("/dev/zero")?.hasPrefix("it is a device") == true)
    #expect(reason(folder.path)?.hasPrefix("it is a folder") == true)
    let circle = folder.appending(path: "circle").path
    #expect(symlink(circle, circle) == 0)
    #expect(reason(circle)?.hasPrefix("its links lead in a circle") == true)
  }

  @Test func `removing what is absent is no error`() throws {
    try FileManager.default.removeIfPresent(folder.appending(path: "absent"))
    #expect(try #require(FileManager.default.freeBytes(at: folder)) > 0)
    #expect(FileManager.default.freeBytes(at: folder.appending(path: "absent")) == nil)
  }
}
