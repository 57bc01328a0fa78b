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
  /// The networks among which the winners were chosen by their integers; nil where all have 8 bits.
  public var finalists: [Finalist]?
  /// The devices that no network fits; nil where all are served.
  public var unserved: [UnservedDevice]?

  /// A network with the bits at which it fits a device.
  public struct Finalist: Codable, Equatable, Sendable {
    /// The name of the device.
    public var device: String
    /// The point of the space.
    public var architecture: Architecture
    /// The share of held-out images that it classifies rightly in floating point, 0 to 1.
    public var floatAccuracy: Double
    /// The same in integers, by calibration alone.
    public var integerAccuracy: Double
    /// The bits of each layer's weights.
    public var weightBits: [Int]
  }
}

/// The network that was chosen for a device, as `architecture.json` keeps it.
public struct ChosenArchitecture: Codable, Equatable, Sendable {
  /// The point of the space.
  public var architecture: Architecture
  /// The share of held-out images that it classifies rightly, 0 to 1.
  public var heldOutAccuracy: Double
  /// Its modelled cost on the device.
  public var cost: Cost
}
