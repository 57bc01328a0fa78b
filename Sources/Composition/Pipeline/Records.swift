public import Architectures
public import Devices
public import Graphs
public import Reports

/// What later steps must know of the images, as `data.json` keeps it.
public struct DataRecord: Codable, Equatable, Sendable {
  /// The name of the set.
  public var name: String
  /// What networks are to make of the images.
  public var task: NetworkTask
  /// The shape of one image as the set has it.
  public var shape: Shape
  /// What is subtracted from a pixel on the scale 0 to 1, per channel or one for all channels.
  public var mean: [Float]
  /// What a pixel is divided by afterwards; as many as means.
  public var std: [Float]
  /// Images that the supernet was trained with.
  public var trainingImages: Int
  /// Training images that were held out to measure candidates.
  public var heldOutImages: Int
  /// Test images.
  public var testImages: Int
  /// The names of the classes without a test image; nil where there are none, or not known.
  public var untestedClasses: [String]?
  /// How pictures become such images; nil in records of earlier versions, whose images are made alike,
  /// and where the inputs are no pictures.
  public var storedPreprocessing: Preprocessing?

  /// What lies beside the images and is not read; nil where there is nothing, or nobody counted.
  public var leftOut: [LeftOut]?

  private enum CodingKeys: String, CodingKey {
    case name, shape, mean, std, trainingImages, heldOutImages, testImages, untestedClasses
    case leftOut
    case task = "classes"
    case storedPreprocessing = "preprocessing"
  }

  /// The names of the classes in the order of the labels; empty where there are none.
  public var classes: [String] { task.classes }

  /// How pictures become such images; nil where the inputs are no pictures.
  public var preprocessing: Preprocessing? { storedPreprocessing ?? Preprocessing(of: shape) }

  /// What several of the inputs are called.
  package var noun: String { interface.noun }

  /// What is not read for one reason.
  public struct LeftOut: Codable, Equatable, Sendable {
    /// How many files or folders.
    public var count: Int
    /// What they are, such as `images in formats that are not read (1 .bmp, 1 .webp)`.
    public var what: String

    /// Both, such as `4 hidden files`.
    public var summary: String { "\(count) \(what)" }
  }
}

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
