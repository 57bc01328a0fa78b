import Datasets
import Foundation
import Testing

/// Which folders are halves, which are classes, and what is left out.
struct FolderLayoutTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Images without content, which listing does not look at.
  private func fill(_ folders: [String], count: Int = 4, ending: String = "png") throws {
    for name in folders {
      for index in 0..<count { try folder.write([], "\(name)/\(index).\(ending)") }
    }
  }

  private func classes(_ layout: ImageFolder.Layout? = nil) throws -> [String] {
    try ImageFolder(folder.url, layout: layout).classes
  }

  private func leftOut() throws -> String? { try ImageFolder(folder.url).leftOut.summary }

  // Case 18
  @Test func `a folder called train that holds images is a class`() throws {
    try fill(["bus", "car", "train"])
    #expect(try classes() == ["bus", "car", "train"])
    try fill(["test"])
    #expect(try classes() == ["bus", "car", "test", "train"])
  }

  // Case 18
  @Test(arguments: [
    ("Train", "Test"), ("TRAIN", "test"), ("training", "testing"), ("train", "val"),
    ("train", "Valid"), ("Training", "validation"),
  ])
  func `halves are understood by their usual names in any capitals`(
    training: String, test: String
  ) throws {
    try fill(["bar", "door"].flatMap { ["\(training)/\($0)", "\(test)/\($0)"] })
    #expect(try classes() == ["bar", "door"])
    #expect(try leftOut() == nil)
  }

  // Case 18
  @Test func `of test and val the first is tested with, and the other one is counted`() throws {
    try fill(["train", "test", "val"].flatMap { ["\($0)/bar", "\($0)/door"] })
    #expect(try classes() == ["bar", "door"])
    #expect(try leftOut() == "8 images in folders that are not used ('val')")
  }

  // Case 18
  @Test func `what may be a class or a half is asked for`() throws {
    try fill(["train/2023", "train/2024", "bus", "car"])
    let start = "'\(folder.path)/train' may be a class, or the half to train with: "
    #expect(
      text { _ = try classes() } == start
        + "it holds folders as a half does, but the folders beside it hold images as classes do. "
        + "Add '--layout classes' or '--layout halves'.")
    #expect(
      text { _ = try classes(.classes) }.contains(
        "/train' holds no image that is read: JPEG, PNG or binary PPM or PGM; it holds 8 images in "
          + "folders below a class ('train/2023', 'train/2024')."))
    try fill(["test/2023", "test/2024"])
    #expect(try classes(.halves) == ["2023", "2024"])
  }

  // Case 18
  @Test func `halves without classes are not taken for classes`() throws {
    try fill(["train", "test"])
    #expect(
      text { _ = try classes() }
        == "'\(folder.path)/train' may be a class, or the half to train with: it is named as a half, "
        + "but holds images without folders of classes. Add '--layout classes' or '--layout halves'."
    )
    #expect(try classes(.classes) == ["test", "train"])
    #expect(
      text { _ = try classes(.halves) }
        == "'\(folder.path)/train' holds 0 folders of classes; there are at least 2, each with its "
        + "images.")
  }

  // Case 18
  @Test func `an image beside the classes of a half does not make it a class`() throws {
    try fill(["train", "test"].flatMap { ["\($0)/bar", "\($0)/door"] })
    try folder.write([], "train/sample.jpg")
    #expect(try classes() == ["bar", "door"])
    #expect(try leftOut() == "1 image beside the folders of classes ('train')")
  }

  // Case 18
  @Test func `a half that is there twice or not at all is told`() throws {
    try fill(["Train", "train", "test"].flatMap { ["\($0)/bar", "\($0)/door"] })
    #expect(
      text { _ = try classes() }
        == "'\(folder.path)' holds 'Train' and 'train', which are the same half; keep one of them, or "
        + "add '--layout classes' if they are classes.")
    let other = try TemporaryFolder()
    try other.write([], "a/b/c.png")
    try other.write([], "a/d/c.png")
    #expect(
      text { _ = try ImageFolder(other.url) }
        == "'\(other.path)' holds 1 folder of classes; there are at least 2, each with its images. "
        + "Did you mean '\(other.path)/a'?")
    #expect(
      text { _ = try ImageFolder(other.url, layout: .halves) }
        == "'\(other.path)' holds no folder 'train' or 'training' with the classes to train with; add "
        + "one, or leave '--layout halves' out.")
  }

  // Case 11
  @Test func `everything that is left out is counted by reason`() throws {
    try fill(["cat", "dog"])
    try fill(["cat/nested", "cat/nested/deep", "__MACOSX"], count: 3)
    try folder.write(Array("GIF89a".utf8), "cat/moving.gif")
    try folder.write(Array("RIFF....WEBPVP8 ".utf8), "cat/saved")
    try folder.write([1], "cat/photo.HEIC")
    try folder.write([1], "cat/other.heic")
    try folder.write([1], "cat/Thumbs.db")
    try folder.write([1], "cat/._0.png")
    try folder.write([1], "labels.txt")
    try folder.write([0xFF, 0xD8, 0xFF, 0xE0], "top.jpg")
    try folder.write([1], ".git/config")
    try folder.write([1], "dog/x.png/notes")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/dog/link.png", withDestinationPath: "0.png")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/dog/lost.png", withDestinationPath: "nowhere.png")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/cat/nested/circle", withDestinationPath: "..")
    #expect(
      try leftOut()
        == "4 images in formats that are not read (2 .heic, 1 .gif, 1 WebP), 6 images in folders "
        + "below a class ('cat/nested'), 1 image beside the folders of classes ('.'), 1 folder "
        + "without images ('dog/x.png'), 1 link or folder without access ('dog/lost.png'), 1 system "
        + "folder ('__MACOSX'), 1 hidden folder ('.git'), 1 hidden file, 3 other files ('Thumbs.db', "
        + "'labels.txt', 'notes')")
  }

  // Case 11
  @Test func `an image is told by its content where its name says nothing`() throws {
    try fill(["cat", "dog"])
    for name in ["a.PNG", "b.JPEG", "c.jpe", "d.jfif", "e.ppm", "f.PGM"] {
      try folder.write([], "cat/\(name)")
    }
    try folder.write([0xFF, 0xD8, 0xFF, 0xE0], "cat/photo")
    try folder.write(Array("P6 2 1 255 abcdef".utf8), "cat/map.dat")
    try folder.write(Array("P6 is a processor".utf8), "cat/text.dat")
    #expect(try ImageFolder(folder.url).trainingCount == 13)
    #expect(try leftOut() == "1 other file ('text.dat')")
  }

  // Case 19
  @Test func `what is no file is left out by what it is and never waited for`() throws {
    try fill(["cat", "dog"])
    #expect(mkfifo(folder.path + "/cat/pipe.png", 0o644) == 0)
    #expect(try leftOut() == "1 named pipe ('cat/pipe.png')")
  }
}
