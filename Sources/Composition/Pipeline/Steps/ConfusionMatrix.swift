/// How often images of each class were taken for each class.
public struct ConfusionMatrix: Codable, Equatable, Sendable {
  /// Images by the class that they are labelled with (row) and the one answered (column).
  public private(set) var counts: [[Int]]

  /// A matrix without images.
  init(classes: Int) {
    counts = [[Int]](repeating: [Int](repeating: 0, count: classes), count: classes)
  }

  /// Counts one image.
  mutating func add(label: Int, answer: Int) {
    counts[label][answer] += 1
  }

  /// All images.
  public var images: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }

  /// The share of images whose class was answered, 0 to 1; 0 without images.
  public var accuracy: Double {
    images == 0 ? 0 : Double(counts.indices.reduce(0) { $0 + counts[$1][$1] }) / Double(images)
  }

  /// How many images are labelled with a class.
  public func images(of label: Int) -> Int { counts[label].reduce(0, +) }

  /// The share of a class's images whose class was answered (its recall), or nil without images.
  public func accuracy(of label: Int) -> Double? {
    let images = images(of: label)
    return images == 0 ? nil : Double(counts[label][label]) / Double(images)
  }
}
