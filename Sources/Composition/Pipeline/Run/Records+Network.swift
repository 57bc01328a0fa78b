public import Architectures
public import Graphs
public import Reports

/// A network with what it takes and how well it does, as `network.json` keeps it.
public struct NetworkRecord: Codable, Equatable, Sendable {
  /// The point of the space, or nil where the network is none.
  public var architecture: Architecture?
  /// The name of the network in the literature, or nil where it is a point of the space.
  public var network: String?
  /// Multiply-adds for one image.
  public var macs: Int
  /// Trained values.
  public var parameters: Int
  /// The score on the held-out images, 0 to 1: the share that it classifies rightly, or what
  /// ``measure`` says.
  public var heldOutAccuracy: Double
  /// The same on the test images.
  public var testAccuracy: Double
  /// How many test images were classified.
  public var testImages: Int
  /// What the test accuracy is worth; nil where there are many test images.
  public var interval: AccuracyInterval?
  /// The names of the classes without a test image; nil where there are none, or not known.
  public var untestedClasses: [String]?
  /// What the scores are; nil is the accuracy.
  public var measure: Score?

  /// What the scores are.
  public var score: Score { measure ?? .accuracy }
}
