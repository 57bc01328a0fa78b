/// How a folder of images is read, where that is not as usual.
public struct FolderReading: Codable, Equatable, Sendable {
  /// What the folders in a folder of images are.
  public enum Layout: String, CaseIterable, Codable, Sendable {
    /// Each is a class.
    case classes
    /// Some are halves, such as `train` and `test`, which hold the classes.
    case halves
  }

  /// What its folders are; nil is what the images in them show.
  public var layout: Layout?
  /// Whether images that cannot be read are left out in place of ending the run.
  public var skipsUnreadable: Bool

  /// A reading, or nil where it is as usual.
  public init?(layout: Layout? = nil, skipsUnreadable: Bool = false) {
    guard layout != nil || skipsUnreadable else { return nil }
    self.layout = layout
    self.skipsUnreadable = skipsUnreadable
  }
}
