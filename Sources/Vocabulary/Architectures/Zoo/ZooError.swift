public import Graphs

/// A network that the zoo does not hold.
public enum ZooError: Error, Equatable, CustomStringConvertible {
  /// No network has this name; the nearest names come first.
  case unknown(name: String, nearest: [String], known: [String])
  /// The network comes in other widths or resolutions only; `expected` words them.
  case setting(network: String, setting: String, expected: String, found: String)
  /// The network reads inputs of another shape than the data have; only images are resampled.
  case otherInputs(network: String, reads: Shape, found: Shape)

  /// What is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .unknown(let name, let nearest, let known):
      "There is no network '\(name)'. Did you mean \(nearest.joined(separator: ", "))? "
        + "There are \(known.joined(separator: ", ")), and mobilenetv1 and mobilenetv2 in other "
        + "widths and resolutions, as in 'mobilenetv1-0.5-160'."
    case .setting(let network, let setting, let expected, let found):
      "Network '\(network)': the \(setting) is \(expected). Here it is \(found)."
    case .otherInputs(let network, let reads, let found):
      "Network '\(network)' reads inputs of \(reads), and the data have \(found); take data of its "
        + "shape, such as '--data generated', or another network, such as 'resnet8-cifar'."
    }
  }
}
