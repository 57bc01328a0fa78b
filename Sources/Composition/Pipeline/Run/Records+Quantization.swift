public import Devices
public import Graphs
public import Reports

/// The scores of one device's network on the test images, as `accuracy.json` keeps them.
public struct AccuracyRecord: Codable, Equatable, Sendable {
  /// The score of the network in floating point on the test images, 0 to 1: the share that it
  /// classifies rightly, or what ``measure`` says.
  public var float: Double
  /// The same of the integer network.
  public var integer: Double
  /// The same of the integer network with 8 bits everywhere by calibration alone; nil where the
  /// device's network is that one.
  public var eightBits: Double?
  /// The same of the integer network by calibration alone, where the device's was retrained.
  public var calibrated: Double?
  /// How many test images were classified.
  public var images: Int
  /// What the scores are; nil is the accuracy.
  public var measure: Score?

  /// What the scores are.
  public var score: Score { measure ?? .accuracy }

  /// What the accuracy of the integer network is worth; nil where there are many test images, and for
  /// other scores.
  public var interval: AccuracyInterval? {
    score == .accuracy ? AccuracyInterval(ofFew: images, share: integer) : nil
  }
}

/// The bits of one device's network, as `bits.json` keeps them.
public struct BitRecord: Codable, Equatable, Sendable {
  /// The bits of every tensor and layer, and what they take.
  public var table: BitTable
  /// The modelled cost of the network with these bits.
  public var cost: Cost
}
