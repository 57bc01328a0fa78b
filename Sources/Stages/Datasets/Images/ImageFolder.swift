import Files
package import Foundation

/// A folder of image files per class: `ROOT/train/CLASS/*` beside `ROOT/test/CLASS/*`, or
/// `ROOT/CLASS/*` where nobody has split off a test set.
///
/// Names are bytes: any name that the system gives is a name. Classes and files are sorted by these
/// bytes, so that labels and order are the same on every machine. Whatever is not read is counted.
package struct ImageFolder: Sendable {
  /// One image file with its class.
  struct Entry: Equatable, Sendable {
    var path: FilePath
    var label: Int
    /// What the file is known by in a cache: its path below the folder, its size and its time.
    var fingerprint: Fingerprint

    /// The path below the folder, for a message.
    var shortPath: String { FilePath(fingerprint.path).shown }

    /// The path of the class, for a message.
    var folderPath: String {
      FilePath(Array(path.bytes[..<(path.bytes.lastIndex(of: UInt8(ascii: "/")) ?? 0)])).shown
    }
  }

  /// What tells whether a file is still what it was.
  struct Fingerprint: Equatable, Sendable {
    var path: [UInt8]
    var size: Int
    /// In nanoseconds since 1970.
    var modified: Int
  }

  /// The class names in the order of the labels, each a name of its own.
  package let classes: [String]
  let training: [Entry]
  /// The files of the test half, or nil where a part of `training` is to be split off.
  let test: [Entry]?
  /// What is not read.
  package let leftOut: LeftOut
  /// What else a person should know of how the folder is read.
  package let notes: [String]

  /// How many images there are to train with and to hold out.
  package var trainingCount: Int { training.count - (test == nil ? training.count / 5 : 0) }

  /// The files of all halves.
  package var imageCount: Int { training.count + (test?.count ?? 0) }

  /// Lists a folder; no image is decoded.
  ///
  /// - Parameters:
  ///   - layout: nil is found from what is inside.
  ///   - shouldStop: asked for every file.
  /// - Throws: ``DatasetError``; ``DatasetError/interrupted`` where the caller asked to stop.
  package init(
    _ url: URL, layout: Layout? = nil, shouldStop: @escaping () -> Bool = { false }
  ) throws(DatasetError) {
    let holds = "a folder of images per class"
    let root = FilePath(url)
    guard root.entry.kind == .folder else { throw .noFolder(path: root.shown, holds: holds) }
    var listing = FolderListing(root: root, shouldStop: shouldStop)
    let top = try listing.top()
    guard let halves = try listing.halves(of: top, layout: layout) else {
      let classes = try listing.classes(of: root, top)
      self.classes = ClassKey.names(classes.map(\.key))
      training = try listing.entries(of: classes, in: root) { $0 }
      test = nil
      (leftOut, notes) = (listing.leftOut, listing.notes)
      return
    }
    listing.countBeside(halves, top)
    let (trainPath, testPath) = (root.appending(halves.training), root.appending(halves.test))
    let trainClasses = try listing.classes(of: trainPath)
    let testClasses = try listing.classes(of: testPath, isTest: true)
    let keys = trainClasses.map(\.key)
    let others = testClasses.map(\.key)
    guard Set(keys) == Set(others) else {
      throw .classesDiffer(
        training: trainPath.shown, test: testPath.shown,
        onlyInTraining: Set(keys).subtracting(others).map(\.described).sorted(),
        onlyInTest: Set(others).subtracting(keys).map(\.described).sorted())
    }
    listing.note(trainClasses, halves.training, testClasses, halves.test)
    classes = ClassKey.names(keys)
    training = try listing.entries(of: trainClasses, in: trainPath) { $0 }
    let labels = Dictionary(uniqueKeysWithValues: zip(keys, keys.indices))
    let testLabels = others.map { labels[$0, default: 0] }
    test = try listing.entries(of: testClasses, in: testPath) { testLabels[$0] }
      .enumerated().sorted { ($0.element.label, $0.offset) < ($1.element.label, $1.offset) }
      .map(\.element)
    (leftOut, notes) = (listing.leftOut, listing.notes)
  }
}

/// What a class goes by: names that are the same characters in another form are one class, as of two
/// file systems.
enum ClassKey: Hashable {
  /// A name in UTF-8; `String` compares by canonical equivalence.
  case text(String)
  /// A name in another encoding.
  case bytes(FileName)

  init(_ name: FileName) {
    self = name.utf8Text.map { .text($0) } ?? .bytes(name)
  }

  /// The name as text, in which what is no UTF-8 is escaped.
  private var text: String {
    switch self {
    case .text(let text): text
    case .bytes(let name): name.text
    }
  }

  /// The name with its characters' numbers where it could be taken for another one.
  var described: String {
    let name = FileName(text)
    guard case .text(let text) = self, !text.utf8.allSatisfy({ $0 < 0x80 }) else {
      return "'\(name.shown)'"
    }
    return "'\(name.shown)' (\(name.withScalarNumbers))"
  }

  /// A name for each key; an escaped one that another class really has gets a mark behind it.
  static func names(_ keys: [ClassKey]) -> [String] {
    var taken: Set<String> = []
    for case .text(let text) in keys { taken.insert(text) }
    return keys.map { key in
      var name = key.text
      guard case .bytes = key else { return name }
      while !taken.insert(name).inserted { name += "'" }
      return name
    }
  }
}

extension FileName {
  /// The text of the name in which every character that is not ASCII stands as its number, such as
  /// `e\u{301}cole`.
  var withScalarNumbers: String {
    shown.unicodeScalars.map { scalar in
      scalar.isASCII ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
    }.joined()
  }
}
