import Files
package import Foundation

/// A folder of image files per class: `ROOT/train/CLASS/*` beside `ROOT/test/CLASS/*`, or
/// `ROOT/CLASS/*` where nobody has split off a test set.
///
/// JPEG and PNG files count; hidden files and those with other names are left alone. Classes and
/// files are sorted by name, so that labels and order are the same on every machine.
package struct ImageFolder: Sendable {
  /// One image file with its class.
  struct Entry: Equatable, Sendable {
    var url: URL
    var label: Int
  }

  /// The class names in the order of the labels.
  package let classes: [String]
  let training: [Entry]
  /// The files of the test half, or nil where a part of `training` is to be split off.
  let test: [Entry]?

  /// How many images there are to train with and to hold out.
  package var trainingCount: Int { training.count - (test == nil ? training.count / 5 : 0) }

  /// The files of all halves.
  package var imageCount: Int { training.count + (test?.count ?? 0) }

  /// Lists a folder; no image is read.
  package init(_ url: URL) throws(DatasetError) {
    let root = try DataFolder(url, holds: "a folder of images per class")
    let names = try Self.folders(in: root.url)
    guard names.contains("train") else {
      (classes, training) = try Self.list(root.url, names)
      test = nil
      return
    }
    guard let half = ["test", "val"].first(where: names.contains) else {
      throw .noTestHalf(folder: url.path)
    }
    let (trainURL, testURL) = (url.appending(path: "train"), url.appending(path: half))
    (classes, training) = try Self.list(trainURL, try Self.folders(in: trainURL))
    let testClasses = try Self.folders(in: testURL)
    guard testClasses == classes else {
      let others = Set(testClasses).symmetricDifference(classes)
      throw .classesDiffer(
        training: trainURL.path, test: testURL.path, others: others.sorted())
    }
    test = try Self.list(testURL, testClasses).1
  }

  private static func list(_ url: URL, _ classes: [String]) throws(DatasetError)
    -> ([String], [Entry])
  {
    guard classes.count >= 2 else {
      throw .fewClasses(folder: url.path, found: classes.count)
    }
    var entries: [Entry] = []
    for (label, name) in classes.enumerated() {
      let folder = url.appending(path: name, directoryHint: .isDirectory)
      let files = try contents(of: folder).filter { name in
        ["jpg", "jpeg", "png"].contains { name.lowercased().hasSuffix(".\($0)") }
      }
      guard !files.isEmpty else { throw .noImages(folder: folder.path) }
      entries += files.map { Entry(url: folder.appending(path: $0), label: label) }
    }
    return (classes, entries)
  }

  private static func folders(in url: URL) throws(DatasetError) -> [String] {
    try contents(of: url).filter { name in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(
        atPath: url.appending(path: name).path, isDirectory: &isFolder) && isFolder.boolValue
    }
  }

  /// The names in a folder that are not hidden, sorted by their characters' numbers.
  private static func contents(of url: URL) throws(DatasetError) -> [String] {
    do throws(FileError) {
      return try FileManager.default.names(in: url)
        .filter { !$0.hasPrefix(".") }
        .sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
    } catch {
      throw .unreadable(file: url.path, reason: error.reason)
    }
  }
}
