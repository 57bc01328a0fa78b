import Datasets

/// How many training images are held out to choose networks by; each class of two or more gives one
/// at least and keeps one at least.
public enum HeldOut: Equatable, Sendable, ExpressibleByIntegerLiteral, LosslessStringConvertible {
  /// A sixth of the training images, at most 1,000.
  case standard
  /// This number of images, at least 1.
  case count(Int)
  /// This share of the training images in per cent, above 0 and below 100.
  case percent(Double)

  /// This number of images.
  public init(integerLiteral count: Int) {
    self = .count(count)
  }

  /// Reads a count or a share such as `15%`.
  public init?(_ text: String) {
    if text.hasSuffix("%") {
      guard let percent = Double(text.dropLast()) else { return nil }
      self = .percent(percent)
    } else if text == "standard" {
      self = .standard
    } else {
      guard let count = Int(text) else { return nil }
      self = .count(count)
    }
  }

  /// The text that it is read from.
  public var description: String {
    switch self {
    case .standard: "standard"
    case .count(let count): "\(count)"
    case .percent(let percent):
      percent == percent.rounded() && percent.magnitude < 1e6 ? "\(Int(percent))%" : "\(percent)%"
    }
  }

  /// The same for the split of a set.
  var size: SplitSize {
    switch self {
    case .standard: .share(1.0 / 6, most: 1000)
    case .count(let count): .count(count)
    case .percent(let percent): .share(percent / 100)
    }
  }
}

extension Domain<HeldOut> {
  /// What a set can give at all.
  package static let possible = Domain(
    "a count of images of at least 1, or a share above 0% and below 100%, such as 15%"
  ) { heldOut in
    switch heldOut {
    case .standard: true
    case .count(let count): count >= 1
    case .percent(let percent): percent > 0 && percent < 100
    }
  }
}

/// A count is a number, as in requests of earlier versions; everything else is text.
extension HeldOut: Codable {
  /// Reads a number or a text.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let count = try? container.decode(Int.self) {
      self = .count(count)
      return
    }
    let text = try container.decode(String.self)
    guard let heldOut = HeldOut(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' is neither a count nor a share such as 15%.")
    }
    self = heldOut
  }

  /// Writes a count as a number and everything else as text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if case .count(let count) = self {
      try container.encode(count)
    } else {
      try container.encode(description)
    }
  }
}

extension DataSource {
  /// What is held out of the set where nothing else is asked for: a number where the set has always
  /// the same images.
  var standardHeldOut: HeldOut {
    switch self {
    case .generated(let training, _, _): .count(min(1000, max(1, training / 6)))
    case .cifar10, .cifar100, .fashionMNIST, .mnist: .count(1000)
    case .folder: .standard
    }
  }
}
