import Files

/// Lists a folder of images, and counts what is left out on the way.
struct FolderListing {
  /// A class with the folders that hold its images, more than one where their names are the same
  /// characters in different forms.
  struct Class {
    var key: ClassKey
    var folders: [FileName]
  }

  /// What stands in a folder, without what is hidden or a system's own.
  struct Content {
    var folders: [FolderEntry] = []
    /// Everything but folders.
    var others: [FolderEntry] = []
  }

  let root: FilePath
  let shouldStop: () -> Bool
  /// What is not read so far.
  private(set) var leftOut = LeftOut()
  /// What else a person should know.
  private(set) var notes: [String] = []
  /// Folders that were looked through, so that links in a circle end.
  private var seen: Set<[UInt64]> = []

  init(root: FilePath, shouldStop: @escaping () -> Bool) {
    (self.root, self.shouldStop) = (root, shouldStop)
    seen = [root.entry.identity]
  }

  // MARK: Folders

  /// What stands in the root.
  mutating func top() throws(DatasetError) -> Content { try content(of: root) }

  /// What stands in a folder; what is hidden or a system's own is counted as left out.
  private mutating func content(of folder: FilePath) throws(DatasetError) -> Content {
    var content = Content()
    for entry in try entries(of: folder) {
      switch (entry.kind, entry.name.isHidden) {
      case (.folder, true): leftOut.add(.hiddenFolder, short(folder.appending(entry.name)))
      case (.folder, false) where Self.systemFolders.contains(entry.name.text):
        leftOut.add(.systemFolder, short(folder.appending(entry.name)))
      case (.folder, false): content.folders.append(entry)
      case (_, true): leftOut.add(.hiddenFile, "")
      case (_, false): content.others.append(entry)
      }
    }
    return content
  }

  private func entries(of folder: FilePath) throws(DatasetError) -> [FolderEntry] {
    if shouldStop() { throw .interrupted }
    do throws(FileError) {
      return try folder.entries()
    } catch {
      throw .unreadable(file: folder.shown, reason: error.reason)
    }
  }

  /// Folders that archivers, file servers and file systems make for themselves.
  private static let systemFolders: Set = [
    "__MACOSX", "@eaDir", "lost+found", "$RECYCLE.BIN", "System Volume Information",
  ]

  /// A path below the root, as a person knows it.
  private func short(_ path: FilePath) -> String {
    path == root ? "." : FilePath(below(path)).shown
  }

  /// The bytes of a path behind the root.
  private func below(_ path: FilePath) -> [UInt8] {
    Array(path.bytes.dropFirst(root.bytes.count).drop { $0 == UInt8(ascii: "/") })
  }

  // MARK: Halves

  /// The halves, or nil where the folders in the root are classes.
  mutating func halves(of top: Content, layout: ImageFolder.Layout?) throws(DatasetError)
    -> ImageFolder.Halves?
  {
    if layout == .classes { return nil }
    let folders = top.folders.map(\.name)
    var looks: [FolderLook] = []
    for name in folders where FolderLook.Role(name) != nil {
      looks.append(try FolderLook(name, entries(of: root.appending(name)), in: root))
    }
    return try ImageFolder.Halves(looks, in: root, layout: layout) { () throws(DatasetError) in
      for name in folders where FolderLook.Role(name) == nil {
        if FolderLook(name, try entries(of: root.appending(name)), in: root).holdsImages {
          return true
        }
      }
      return false
    }
  }

  /// Counts what stands in the root beside the halves.
  mutating func countBeside(_ halves: ImageFolder.Halves, _ top: Content) {
    for entry in top.folders where ![halves.training, halves.test].contains(entry.name) {
      count(below: entry, in: root, images: .besideHalves)
    }
    count(top.others, in: root, images: .besideHalves)
  }

  /// Counts what stands beside the folders of classes.
  private mutating func countBeside(classesIn folder: FilePath, _ content: Content) {
    count(content.others, in: folder, images: .besideClasses)
  }

  /// The classes of a folder; what stands beside theirs is counted.
  ///
  /// - Parameter isTest: whether they are to be compared with those to train with.
  mutating func classes(of folder: FilePath, _ content: Content? = nil, isTest: Bool = false)
    throws(DatasetError) -> [Class]
  {
    let content = if let content { content } else { try self.content(of: folder) }
    countBeside(classesIn: folder, content)
    let classes = classes(content.folders, in: folder)
    if !isTest { try check(classes, content, in: folder) }
    return classes
  }

  // MARK: Classes

  /// The classes that folders stand for, in the order of their labels.
  private mutating func classes(_ folders: [FolderEntry], in folder: FilePath) -> [Class] {
    seen.formUnion(folders.map(\.identity))
    var classes: [Class] = []
    var positions: [ClassKey: Int] = [:]
    for name in folders.map(\.name) {
      let key = ClassKey(name)
      if let position = positions[key] {
        notes.append(
          "'\(classes[position].folders[0].withScalarNumbers)' and '\(name.withScalarNumbers)' in "
            + "'\(folder.shown)' are the same characters, and one class")
        classes[position].folders.append(name)
      } else {
        positions[key] = classes.count
        classes.append(Class(key: key, folders: [name]))
      }
    }
    return classes
  }

  /// Throws where there is nothing to tell apart.
  private func check(_ classes: [Class], _ content: Content, in folder: FilePath)
    throws(DatasetError)
  {
    guard classes.count >= 2 else {
      throw .fewClasses(
        folder: folder.shown, found: classes.count,
        below: folderOfClasses(below: folder, content.folders))
    }
  }

  /// The only folder in `folder`, where the classes seem to be in that one.
  private func folderOfClasses(below folder: FilePath, _ folders: [FolderEntry]) -> String? {
    guard folders.count == 1 else { return nil }
    let inner = folder.appending(folders[0].name)
    let count = (try? inner.entries())?.count { $0.kind == .folder && !$0.name.isHidden } ?? 0
    return count >= 2 ? inner.shown : nil
  }

  /// Says which names of the two halves differ only in form.
  mutating func note(
    _ training: [Class], _ first: FileName, _ test: [Class], _ second: FileName
  ) {
    for one in training {
      guard let other = test.first(where: { $0.key == one.key }), one.folders != other.folders
      else {
        continue
      }
      notes.append(
        "the class '\(one.folders[0].withScalarNumbers)' of '\(first.shown)' is "
          + "'\(other.folders[0].withScalarNumbers)' in '\(second.shown)': the same characters, "
          + "and one class")
    }
  }

  /// The images of classes.
  ///
  /// - Parameter label: that of the class with this index.
  mutating func entries(
    of classes: [Class], in folder: FilePath, label: (Int) -> Int
  ) throws(DatasetError) -> [ImageFolder.Entry] {
    var entries: [ImageFolder.Entry] = []
    for (index, one) in classes.enumerated() {
      let start = entries.count
      let before = leftOut
      leftOut = LeftOut()
      for name in one.folders {
        entries += try images(in: folder.appending(name), label: label(index))
      }
      guard entries.count > start else {
        throw .noImages(folder: folder.appending(one.folders[0]).shown, holds: leftOut.summary)
      }
      leftOut.add(before)
    }
    return entries
  }

  private mutating func images(in folder: FilePath, label: Int) throws(DatasetError)
    -> [ImageFolder.Entry]
  {
    let content = try content(of: folder)
    for inner in content.folders { count(below: inner, in: folder, images: .nested) }
    var entries: [ImageFolder.Entry] = []
    for entry in content.others {
      if shouldStop() { throw .interrupted }
      let path = folder.appending(entry.name)
      guard entry.kind == .file, FileContent(of: entry, at: path) == .image else {
        count([entry], in: folder, images: .nested)
        continue
      }
      entries.append(
        ImageFolder.Entry(
          path: path, label: label,
          fingerprint: ImageFolder.Fingerprint(
            path: below(path), size: entry.size, modified: entry.modified)))
    }
    return entries
  }

  // MARK: What is left out

  /// Counts entries of a folder, none of which is read.
  ///
  /// - Parameters:
  ///   - reason: that of images which would be read elsewhere.
  ///   - detail: what these are listed under; nil is the folder.
  /// - Returns: how many such images there are.
  @discardableResult
  private mutating func count(
    _ entries: [FolderEntry], in folder: FilePath, images reason: LeftOut.Reason,
    detail: String? = nil
  ) -> Int {
    var images = 0
    for entry in entries {
      let path = folder.appending(entry.name)
      switch entry.kind {
      case .pipe: leftOut.add(.pipe, short(path))
      case .socket: leftOut.add(.socket, short(path))
      case .device: leftOut.add(.device, short(path))
      case .unreachable: leftOut.add(.unreachable, short(path))
      case .folder: break
      case .file:
        switch FileContent(of: entry, at: path) {
        case .image:
          leftOut.add(reason, detail ?? short(folder))
          images += 1
        case .otherImage(let format): leftOut.add(.otherFormat, format)
        case .other: leftOut.add(.otherFile, entry.name.shown)
        }
      }
    }
    return images
  }

  /// Counts everything below a folder that is not read.
  ///
  /// - Parameter reason: that of its images.
  private mutating func count(
    below folder: FolderEntry, in parent: FilePath, images reason: LeftOut.Reason
  ) {
    let detail = short(parent.appending(folder.name))
    var images = 0
    var rest = [(folder, parent)]
    while let (next, parent) = rest.popLast() {
      let path = parent.appending(next.name)
      guard seen.insert(next.identity).inserted else { continue }
      guard let content = try? content(of: path) else {
        leftOut.add(.unreachable, short(path))
        continue
      }
      rest += content.folders.map { ($0, path) }
      images += count(content.others, in: path, images: reason, detail: detail)
    }
    if images == 0 { leftOut.add(.emptyFolder, detail) }
  }
}
