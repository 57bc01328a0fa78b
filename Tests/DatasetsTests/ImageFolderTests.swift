#if Images
import Datasets
import Foundation
import Graphs
import Testing

struct ImageFolderTests {
  /// An image of one colour.
  private func image(_ grey: UInt8) -> [UInt8] {
    PortableNetworkGraphic(width: 1, height: 1, colour: .grey, depth: 8, rows: [[grey]]).bytes
  }

  /// Ten images of cats, twenty of dogs below `root`, whose greys differ.
  private func fill(_ folder: TemporaryFolder, _ root: String) throws {
    for index in 0..<10 { try folder.write(image(UInt8(index)), "\(root)cat/\(index).png") }
    for index in 10..<30 { try folder.write(image(UInt8(index)), "\(root)dog/\(index).PNG") }
  }

  private func read(_ folder: TemporaryFolder, side: Int = 2, heldOut: Int = 6, seed: UInt64 = 1)
    throws -> Dataset
  {
    try Dataset.folder(at: folder.url, side: side, heldOut: .count(heldOut), seed: seed)
  }

  @Test func `folders are classes, and other files are counted`() throws {
    let folder = try TemporaryFolder()
    try fill(folder, "train/")
    try fill(folder, "test/")
    try folder.write([1], "train/cat/notes.txt")
    try folder.write([1], "train/cat/._0.png")
    try folder.write([1], "train/.hidden/a.png")
    let set = try read(folder)
    #expect(set.classes == ["cat", "dog"])
    #expect(set.training.shape == Shape(height: 2, width: 2, channels: 3))
    #expect((set.training.count, set.heldOut.count, set.test.count) == (24, 6, 30))
    #expect(set.heldOut.labels == [0, 0, 1, 1, 1, 1])
    #expect(
      set.test.pixels == (0..<30).flatMap { [UInt8](repeating: UInt8($0), count: 12) })
    #expect(
      set.leftOut.map { "\($0.count) \($0.what)" } == [
        "1 hidden folder ('train/.hidden')", "1 hidden file", "1 other file ('notes.txt')",
      ])
  }

  @Test("Without a test half a fifth of each class is split off by seed")
  func split() throws {
    let folder = try TemporaryFolder()
    try fill(folder, "")
    let set = try read(folder)
    #expect(set.test.labels == [0, 0, 1, 1, 1, 1])
    #expect((set.training.count, set.heldOut.count) == (18, 6))
    func greys(_ images: ImageSet) -> [UInt8] { (0..<images.count).map { images.pixels[$0 * 12] } }
    #expect(
      (greys(set.training) + greys(set.heldOut) + greys(set.test)).sorted() == Array(0..<30))
    #expect(try read(folder) == set)
    let others = Set(try (0..<8).map { greys(try read(folder, seed: $0).test) })
    #expect(others.count > 4)
    #expect(try ImageFolder(folder.url).classes == ["cat", "dog"])
  }

  // Case 10
  @Test func `a class is never without a test image unless it has but one image`() throws {
    let folder = try TemporaryFolder()
    for (name, count) in [("many", 30), ("one", 1), ("two", 2)] {
      for index in 0..<count { try folder.write(image(UInt8(index)), "\(name)/\(index).png") }
    }
    let set = try Dataset.folder(at: folder.url, side: 2, heldOut: .share(0.2), seed: 1)
    #expect(set.test.labels == [0, 0, 0, 0, 0, 2])
    #expect(set.training.labels.count { $0 > 0 } == 2)
    #expect(set.untestedClasses == ["one"])
  }

  // Case 2
  @Test func `what a set of too few images needs is said before any of them is read`() throws {
    let folder = try TemporaryFolder()
    for index in 0..<10 { try folder.write([1, 2, 3], "class \(index)/a.png") }
    #expect(
      text { _ = try read(folder) }
        == "No class in '\(folder.path)' has more than 1 image; at least one class needs 3: one to "
        + "train with, one held out to choose networks by and one to test with.")
    for name in ["b", "c"] { try folder.write([1, 2, 3], "class 3/\(name).png") }
    #expect(
      text { _ = try read(folder) }
        == "'--held-out' is 1 to 1 of these 11 training images, as each class keeps one to train "
        + "with; here it is 6. Without the option a sixth is held out.")
  }

  // Case 27
  @Test func `all files that cannot be read are listed, or left out where that is asked for`()
    throws
  {
    let folder = try TemporaryFolder()
    try fill(folder, "")
    try folder.write([], "cat/7.png")
    try folder.write([1, 2, 3], "dog/12.PNG")
    #expect(
      text { _ = try read(folder) } == """
        2 of 30 images cannot be read:
          '\(folder.path)/cat/7.png': it is empty.
          '\(folder.path)/dog/12.PNG': it is neither JPEG nor PNG nor binary PPM (P6) or PGM (P5).
        Replace or remove them, or add '--skip-unreadable' to leave them out.
        """)
    let set = try Dataset.folder(
      at: folder.url, side: 2, heldOut: 5, seed: 1, reading: ImageReading(skipsUnreadable: true))
    #expect(set.training.count + set.heldOut.count + set.test.count == 28)
    #expect(set.leftOut.map(\.what) == ["unreadable images ('cat/7.png', 'dog/12.PNG')"])
    for index in 14..<30 { try folder.write([0], "dog/\(index).PNG") }
    let error = text { _ = try read(folder) }
    #expect(error.hasPrefix("18 of 30 images cannot be read:\n"))
    #expect(error.contains("dog/21.PNG") && !error.contains("dog/22.PNG"))
    #expect(error.contains("\n  ... and 8 more\n"))
  }

  // Case 27
  @Test func `a class that has no readable image left is an error`() throws {
    let folder = try TemporaryFolder()
    try fill(folder, "")
    for index in 0..<10 { try folder.write([], "cat/\(index).png") }
    #expect(
      text {
        _ = try Dataset.folder(
          at: folder.url, side: 2, heldOut: 1, seed: 1, reading: ImageReading(skipsUnreadable: true)
        )
      }
        == "'\(folder.path)/cat' holds no image that is read: JPEG, PNG or binary PPM or PGM; it "
        + "holds images that cannot be read, and no other one. Fill the folder or remove it.")
  }

  @Test("A folder that is none of images per class is told")
  func errors() throws {
    let folder = try TemporaryFolder()
    func read() -> String { text { _ = try self.read(folder) } }
    #expect(
      read()
        == "'\(folder.path)' holds 0 folders of classes; there are at least 2, each with its images."
    )
    try folder.write(image(1), "train/cat/a.png")
    #expect(
      read()
        == "'\(folder.path)' holds a folder 'train' but no 'test' or 'val' with the same classes "
        + "beside it; add one, or give '\(folder.path)/train' itself to have a test set split off.")
    try folder.write(image(1), "test/cat/a.png")
    #expect(
      read()
        == "'\(folder.path)/train' holds 1 folder of classes; there are at least 2, each with its "
        + "images.")
    try folder.write(image(1), "train/dog/a.png")
    #expect(
      read()
        == "'\(folder.path)/train' and '\(folder.path)/test' have different classes: "
        + "'\(folder.path)/test' lacks 'dog'. Each class has a folder in both.")
    try folder.write([1], "test/dog/a.txt")
    #expect(
      read()
        == "'\(folder.path)/test/dog' holds no image that is read: JPEG, PNG or binary PPM or PGM; "
        + "it holds 1 other file ('a.txt'). Fill the folder or remove it.")
    #expect(
      text { _ = try Dataset.folder(at: URL(filePath: "/no/where"), side: 8, heldOut: 1, seed: 0) }
        == "There is no folder '/no/where'; give the folder that holds a folder of images per class."
    )
  }
}
#endif
