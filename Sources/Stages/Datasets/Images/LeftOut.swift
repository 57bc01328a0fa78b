import Files

/// What a folder of images holds that is not read, counted by reason.
package struct LeftOut: Equatable, Sendable {
  /// Why something is not read, in the order in which it is reported.
  enum Reason: CaseIterable {
    /// An image that is damaged or is none, which the caller asked to leave out.
    case unreadable
    /// An image in another format; the detail is its ending or its format.
    case otherFormat
    /// An image in a folder below a class; the detail is that folder.
    case nested
    /// An image beside the folders of classes; the detail is its folder.
    case besideClasses
    /// An image in a folder beside the halves, or in a half that is not used; the detail is that folder.
    case besideHalves
    /// A folder below a class that holds no image; the detail is that folder.
    case emptyFolder
    /// A link that leads nowhere, or a folder that may not be looked into.
    case unreachable
    case pipe
    case socket
    case device
    /// What other systems keep for themselves, such as `__MACOSX`.
    case systemFolder
    case hiddenFolder
    case hiddenFile
    case otherFile
  }

  /// One reason with everything that is left out for it.
  package struct Group: Equatable, Sendable {
    /// How many files or folders.
    package let count: Int
    /// What they are, without their number.
    package let what: String
  }

  private var counts: [Reason: [String: Int]] = [:]

  init() {}

  /// Counts something that is left out.
  ///
  /// - Parameter detail: what distinguishes it from others of the same reason.
  mutating func add(_ reason: Reason, _ detail: String, count: Int = 1) {
    counts[reason, default: [:]][detail, default: 0] += count
  }

  /// Counts what another one has counted.
  mutating func add(_ other: LeftOut) {
    for (reason, details) in other.counts {
      for (detail, count) in details { add(reason, detail, count: count) }
    }
  }

  /// Every reason that there is.
  package var groups: [Group] {
    Reason.allCases.compactMap { reason in
      guard let details = counts[reason] else { return nil }
      let count = details.values.reduce(0, +)
      return Group(count: count, what: reason.words(isOne: count == 1) + reason.list(details))
    }
  }

  /// All groups, such as `2 images in formats that are not read (1 .bmp, 1 .webp), 4 hidden files`; nil
  /// where nothing is left out.
  package var summary: String? {
    let groups = groups
    return groups.isEmpty
      ? nil : groups.map { "\($0.count) \($0.what)" }.joined(separator: ", ")
  }
}

extension LeftOut.Reason {
  fileprivate func words(isOne: Bool) -> String {
    switch self {
    case .unreadable: isOne ? "unreadable image" : "unreadable images"
    case .otherFormat:
      isOne ? "image in a format that is not read" : "images in formats that are not read"
    case .nested: (isOne ? "image" : "images") + " in folders below a class"
    case .besideClasses: (isOne ? "image" : "images") + " beside the folders of classes"
    case .besideHalves: (isOne ? "image" : "images") + " in folders that are not used"
    case .emptyFolder: isOne ? "folder without images" : "folders without images"
    case .unreachable: (isOne ? "link or folder" : "links or folders") + " without access"
    case .pipe: isOne ? "named pipe" : "named pipes"
    case .socket: isOne ? "socket" : "sockets"
    case .device: isOne ? "device" : "devices"
    case .systemFolder: isOne ? "system folder" : "system folders"
    case .hiddenFolder: isOne ? "hidden folder" : "hidden folders"
    case .hiddenFile: isOne ? "hidden file" : "hidden files"
    case .otherFile: isOne ? "other file" : "other files"
    }
  }

  /// The details in parentheses, the most frequent first; of names at most three.
  fileprivate func list(_ details: [String: Int]) -> String {
    let sorted = details.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let shown: [String]
    switch self {
    case .otherFormat: shown = sorted.map { "\($0.value) \($0.key)" }
    case .hiddenFile: return ""
    case .unreadable, .nested, .besideClasses, .besideHalves, .emptyFolder, .unreachable, .pipe,
      .socket, .device, .systemFolder, .hiddenFolder, .otherFile:
      shown =
        sorted.prefix(3).map { "'\($0.key)'" }
        + (sorted.count > 3 ? ["and \(sorted.count - 3) more"] : [])
    }
    return " (\(shown.joined(separator: ", ")))"
  }
}
