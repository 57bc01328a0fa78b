/// Where the images come from.
public enum DataSource: Codable, Equatable, Sendable {
  /// The built-in set, generated from a seed: 32 × 32 colour, 10 classes.
  case generated(training: Int, test: Int)
  /// A folder with the CIFAR-10 binary files.
  case cifar10(path: String)
  /// A folder with the IDX files of Fashion-MNIST.
  case fashionMNIST(path: String)
  /// A folder with the IDX files of MNIST.
  case mnist(path: String)

  /// The set in words.
  public var title: String {
    switch self {
    case .generated: "generated images"
    case .cifar10: "CIFAR-10"
    case .fashionMNIST: "Fashion-MNIST"
    case .mnist: "MNIST"
    }
  }

  /// The channels of an image.
  public var imageChannels: Int {
    switch self {
    case .generated, .cifar10: 3
    case .fashionMNIST, .mnist: 1
    }
  }

  /// How many classes there are.
  public var classes: Int {
    switch self {
    case .generated, .cifar10, .fashionMNIST, .mnist: 10
    }
  }
}
