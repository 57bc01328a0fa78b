public import Datasets
import Files
package import Graphs

/// Where the images, or other inputs of networks, come from.
public enum DataSource: Codable, Equatable, Sendable {
  /// A built-in set, generated from a seed; nil is that of images, 32 × 32 in colour with 10 classes.
  case generated(training: Int, test: Int, set: GeneratedSet? = nil)
  /// A folder with the CIFAR-10 binary files.
  case cifar10(path: String)
  /// A folder with the CIFAR-100 binary files.
  case cifar100(path: String)
  /// A folder with the IDX files of Fashion-MNIST.
  case fashionMNIST(path: String)
  /// A folder with the IDX files of MNIST.
  case mnist(path: String)
  /// A folder of images per class, cut to squares and resampled to sides of `side` pixels;
  /// ``folder(at:side:reading:)`` counts the classes. Without `reading` the standard applies.
  case folder(path: String, side: Int, classes: Int, reading: FolderReading? = nil)

  /// The kinds of sets, by their names on the command line.
  public enum Kind: String, CaseIterable, Sendable {
    /// The built-in sets.
    case generated
    /// CIFAR-10.
    case cifar10
    /// CIFAR-100.
    case cifar100
    /// Fashion-MNIST.
    case fashionMNIST = "fashion-mnist"
    /// MNIST.
    case mnist
    /// A folder of images per class.
    case folder
  }

  /// What kind of set it is.
  public var kind: Kind {
    switch self {
    case .generated: .generated
    case .cifar10: .cifar10
    case .cifar100: .cifar100
    case .fashionMNIST: .fashionMNIST
    case .mnist: .mnist
    case .folder: .folder
    }
  }

  /// The side in pixels that images from a folder get unless another one is asked for.
  public static let standardImageSide = 32

  /// The sides in pixels that images from a folder may get.
  package static let imageSides = Domain<Int>.whole(8...1024)

  /// The set in words.
  public var title: String {
    switch self {
    case .generated(_, _, let set): "generated \((set ?? .images).rawValue)"
    case .cifar10: "CIFAR-10"
    case .cifar100: "CIFAR-100"
    case .fashionMNIST: "Fashion-MNIST"
    case .mnist: "MNIST"
    case .folder(let path, _, _, _): "the images in '\(path.shownArgument)'"
    }
  }

  /// The channels of an image.
  public var imageChannels: Int { imageShape.channels }

  /// How many classes there are; 0 where networks are to rebuild their inputs.
  public var classes: Int {
    switch self {
    case .generated(_, _, let set): (set ?? .images).task.classes.count
    case .cifar10, .fashionMNIST, .mnist: 10
    case .cifar100: 100
    case .folder(_, _, let classes, _): classes
    }
  }

  /// The shape of an image, before a network looks at it in another size.
  package var imageShape: Shape {
    switch self {
    case .generated(_, _, let set): (set ?? .images).shape
    case .cifar10, .cifar100: Shape(height: 32, width: 32, channels: 3)
    case .fashionMNIST, .mnist: Shape(height: 28, width: 28, channels: 1)
    case .folder(_, let side, _, _): Shape(height: side, width: side, channels: 3)
    }
  }

  /// Whether the inputs are pictures, which may be resampled, moved and mirrored.
  var hasPictures: Bool { imageShape.isSquareImage }

  /// The task of networks where it is known to be plain values; nil where there are classes.
  var plainTask: NetworkTask? { classes == 0 ? .values : nil }

  /// What networks are judged by.
  package var score: Score { (plainTask ?? .classes([])).score }

  /// What several of the inputs are called.
  package var noun: String { hasPictures ? "images" : "inputs" }

  /// The same data for networks of this input: of the built-in sets the one of its shape, where there is
  /// one.
  func generated(for input: Shape) -> DataSource {
    guard case .generated(let training, let test, nil) = self,
      let set = GeneratedSet(for: input), set != .images
    else { return self }
    return .generated(training: training, test: test, set: set)
  }

  /// Whether generated images are as many as a training and a test need; true for other sets.
  var hasGeneratedImages: Bool {
    guard case .generated(let training, let test, _) = self else { return true }
    return training >= 2 && test >= 1
  }

  /// The side that images of any size are resampled to, or nil where the set has one size.
  var imageSide: Int? {
    switch self {
    case .generated, .cifar10, .cifar100, .fashionMNIST, .mnist: nil
    case .folder(_, let side, _, _): side
    }
  }
}
