import Files

extension ImageFolder {
  /// What the folders in a folder of images are.
  package enum Layout: Sendable {
    /// Each is a class.
    case classes
    /// Some are halves that hold the classes.
    case halves
  }

  /// The names of the folders that hold the classes to train and to test with.
  struct Halves: Equatable {
    var training: FileName
    var test: FileName
  }
}

/// What a folder whose name is that of a half looks like inside.
struct FolderLook {
  /// What a half is for.
  enum Role: Equatable {
    case training
    case test
    case validation

    /// The role of a name in any capitals, or nil.
    init?(_ name: FileName) {
      switch name.text.lowercased() {
      case "train", "training": self = .training
      case "test", "testing": self = .test
      case "val", "valid", "validation": self = .validation
      default: return nil
      }
    }
  }

  let name: FileName
  /// Whether images stand in the folder itself.
  let holdsImages: Bool
  /// The folders in it.
  let folders: Set<FileName>

  /// - Parameter entries: what stands in the folder `name` of `parent`.
  init(_ name: FileName, _ entries: [FolderEntry], in parent: FilePath) {
    self.name = name
    let visible = entries.filter { !$0.name.isHidden }
    folders = Set(visible.filter { $0.kind == .folder }.map(\.name))
    holdsImages = visible.contains { entry in
      entry.kind == .file
        && FileContent(of: entry, at: parent.appending(name).appending(entry.name)) != .other
    }
  }

  /// Whether it looks like a half: it holds folders, and images only where another half has the same
  /// folders.
  func isHalf(beside others: [FolderLook]) -> Bool {
    guard !folders.isEmpty else { return false }
    return !holdsImages
      || others.contains { $0.name != name && !$0.folders.isDisjoint(with: folders) }
  }
}

extension ImageFolder.Halves {
  /// The halves among folders that are named so; nil where all folders are classes.
  ///
  /// - Parameters:
  ///   - looks: of the folders whose names are those of halves.
  ///   - layout: nil where it is to be found from what is inside.
  ///   - isBesideClass: whether a folder of another name holds images itself, as a class does.
  /// - Throws: ``DatasetError`` where a half is missing, there is one too many, or it cannot be told
  ///   whether there are any.
  init?(
    _ looks: [FolderLook], in root: FilePath, layout: ImageFolder.Layout?,
    isBesideClass: () throws(DatasetError) -> Bool
  ) throws(DatasetError) {
    let halves = looks.filter { layout == .halves || $0.isHalf(beside: looks) }
    func half(_ role: FolderLook.Role) throws(DatasetError) -> FileName? {
      let names = halves.map(\.name).filter { FolderLook.Role($0) == role }
      guard names.count < 2 else {
        throw .severalHalves(folder: root.shown, names: names.map(\.shown))
      }
      return names.first
    }
    guard let training = try half(.training) else {
      if layout == .halves { throw .noTrainingHalf(folder: root.shown) }
      // Two folders of images without classes, of which one is to test with, are no classes.
      let others = looks.filter { FolderLook.Role($0.name) != .training }
      if let training = looks.first(where: { FolderLook.Role($0.name) == .training }),
        !others.isEmpty, try !isBesideClass()
      {
        throw .unclearLayout(folder: root.shown, half: training.name.shown, holdsClasses: false)
      }
      return nil
    }
    let test = try half(.test)
    guard let test = if let test { test } else { try half(.validation) } else {
      if layout == nil, try isBesideClass() {
        throw .unclearLayout(folder: root.shown, half: training.shown, holdsClasses: true)
      }
      throw .noTestHalf(folder: root.shown, training: training.shown)
    }
    (self.training, self.test) = (training, test)
  }
}
