public import Architectures
public import Devices

/// A candidate whose accuracy was measured, as `search.json` keeps it.
public struct MeasuredCandidate: Codable, Equatable, Sendable {
  /// The point of the space.
  public var architecture: Architecture
  /// The share of held-out images that the sub-network classifies rightly, 0 to 1.
  public var accuracy: Double
  /// Multiply-adds for one image.
  public var macs: Int
}

/// What the search found, as `search.json` keeps it.
public struct SearchRecord: Codable, Equatable, Sendable {
  /// Every candidate that was measured, in order.
  public var measured: [MeasuredCandidate]
  /// The best candidate of each device that fits after it was planned exactly.
  public var winners: [String: Architecture]
  /// The modelled cost of each winner on its device.
  public var costs: [String: Cost]
}

/// The accuracies of one device's network on the test images, as `accuracy.json` keeps them.
public struct AccuracyRecord: Codable, Equatable, Sendable {
  /// The share of test images that the network in floating point classifies rightly, 0 to 1.
  public var float: Double
  /// The same of the integer network.
  public var integer: Double
  /// How many test images were classified.
  public var images: Int
}
