public import Graphs

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
