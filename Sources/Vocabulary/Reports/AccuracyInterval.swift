/// Where the accuracy on all images of the world lies with a confidence of 95 %, as far as a test set
/// can say (Wilson 1927).
public struct AccuracyInterval: Codable, Equatable, Sendable {
  /// From so many test images on the interval is narrow, and tables leave it out.
  package static let fewestImagesWithout = 1000

  /// The lower end, 0 to 1.
  public var lower: Double
  /// The upper end, 0 to 1.
  public var upper: Double

  /// The interval of a share of right answers, 0 to 1, over so many images, at least 1.
  package init(share: Double, images: Int) {
    // The 97.5 % quantile of the standard normal distribution.
    let z = 1.959963984540054
    let count = Double(max(images, 1))
    let centre = share + z * z / (2 * count)
    let radius = z * (share * (1 - share) / count + z * z / (4 * count * count)).squareRoot()
    let whole = 1 + z * z / count
    lower = max(0, (centre - radius) / whole)
    upper = min(1, (centre + radius) / whole)
  }

  /// The interval of an accuracy of few images; nil where there are so many that tables leave it out.
  package init?(ofFew images: Int, share: Double) {
    guard images < Self.fewestImagesWithout else { return nil }
    self.init(share: share, images: images)
  }

  /// What the intervals in a table are, or nil where a table has none.
  package static func note(testImages images: Int) -> String? {
    guard images < fewestImagesWithout else { return nil }
    return "95 % interval: where the accuracy on other images of the kind is to be expected, as "
      + "\(grouped(images)) test image\(images == 1 ? "" : "s") can say"
  }

  /// Such as `70.1–90.4 %`.
  package var text: String { "\(decimal(100 * lower, 1))–\(decimal(100 * upper, 1)) %" }
}
