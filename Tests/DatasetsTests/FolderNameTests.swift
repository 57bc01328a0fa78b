#if Images
import Datasets
import Foundation
import Testing

/// Names of classes and files.
struct FolderNameTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func image(_ grey: UInt8) -> [UInt8] {
    PortableNetworkGraphic(width: 1, height: 1, colour: .grey, depth: 8, rows: [[grey]]).bytes
  }

  private func fill(_ names: [[UInt8]], below half: String = "") throws {
    for (index, name) in names.enumerated() {
      for number in 0..<5 {
        try folder.write(
          image(UInt8(10 * index + number)), in: Array(half.utf8) + name,
          as: Array("\(number).png".utf8))
      }
    }
  }

  // Case 9
  @Test func `a name that is no UTF-8 is a name`() throws {
    let latin = Array("caf".utf8) + [0xE9]
    try fill([Array("bar".utf8), latin, Array("door".utf8)])
    try folder.write(
      image(99), in: Array("bar".utf8), as: Array("na".utf8) + [0xEF] + Array("ve.png".utf8))
    let set = try Dataset.folder(at: folder.url, side: 1, heldOut: 3, seed: 0)
    #expect(set.classes == ["bar", "caf\\xE9", "door"])
    let all = [set.training, set.heldOut, set.test]
    #expect(all.reduce(0) { $0 + $1.count } == 16)
    #expect(all.contains { $0.pixels.contains(99) })
  }

  // Case 9
  @Test func `an error about a file whose name is no UTF-8 shows its bytes on one line`() throws {
    try fill([Array("bar".utf8), Array("new\nline".utf8)])
    try folder.write([1], in: Array("new\nline".utf8), as: [0xFF] + Array(".png".utf8))
    #expect(
      text { _ = try Dataset.folder(at: folder.url, side: 1, heldOut: 2, seed: 0) }
        .contains("\n  '\(folder.path)/new\\nline/\\xFF.png': it is neither JPEG"))
  }

  // Case 9
  @Test func `every class has a name of its own`() throws {
    try fill([[0xE9], Array("\\xE9".utf8), [0xC3], Array("\\xC3\\xE9".utf8)])
    let classes = try ImageFolder(folder.url).classes
    #expect(classes == ["\\xC3\\xE9", "\\xE9", "\\xC3", "\\xE9'"])
  }

  // Case 9
  @Test func `quotes, line breaks, signs and long names are names`() throws {
    let names = [
      "-dash", "quo\"te", "perc%s%n", "new\nline", "emoji 🦊", "${HOME}", "trailing ", "back\\slash",
      String(repeating: "a", count: 200),
    ]
    try fill(names.map { Array($0.utf8) })
    let set = try Dataset.folder(at: folder.url, side: 1, heldOut: 9, seed: 0)
    #expect(set.classes == names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    #expect(set.heldOut.count == 9 && set.test.count == 9)
  }

  // Case 17
  @Test func `a class that is composed in one half and decomposed in the other is one class`()
    throws
  {
    try fill([Array("\u{e9}cole".utf8), Array("zoo".utf8)], below: "train/")
    try fill([Array("e\u{301}cole".utf8), Array("zoo".utf8)], below: "test/")
    let listed = try ImageFolder(folder.url)
    #expect(listed.classes == ["zoo", "\u{e9}cole"])
    #expect(
      listed.notes == [
        "the class '\\u{e9}cole' of 'train' is 'e\\u{301}cole' in 'test': the same characters, and "
          + "one class"
      ])
    let set = try Dataset.folder(at: folder.url, side: 1, heldOut: 2, seed: 0)
    #expect(set.test.labels == [0, 0, 0, 0, 0, 1, 1, 1, 1, 1])
    #expect(set.test.pixels(of: 5).first == 0 && set.test.pixels(of: 0).first == 10)
  }

  // Case 17
  @Test func `classes of one half only are listed by half, with what tells them apart`() throws {
    try fill(["straße", "zoo", "bar"].map { Array($0.utf8) }, below: "train/")
    try fill(["strasse", "zoo"].map { Array($0.utf8) }, below: "test/")
    #expect(
      text { _ = try ImageFolder(folder.url) }
        == "'\(folder.path)/train' and '\(folder.path)/test' have different classes: "
        + "'\(folder.path)/test' lacks 'bar', 'straße' (stra\\u{df}e); '\(folder.path)/train' lacks "
        + "'strasse'. Each class has a folder in both.")
  }

  // Case 17
  @Test func `two folders whose names are the same characters are one class`() throws {
    try fill([Array("\u{e9}".utf8), Array("e\u{301}".utf8), Array("zoo".utf8)])
    let listed = try ImageFolder(folder.url)
    #expect(listed.classes == ["e\u{301}", "zoo"])
    #expect(listed.notes.count == 1)
    let set = try Dataset.folder(at: folder.url, side: 1, heldOut: 3, seed: 0)
    #expect([set.training, set.heldOut, set.test].reduce(0) { $0 + $1.count } == 15)
  }
}
#endif
