/// A network that the zoo does not hold.
public enum ZooError: Error, Equatable, CustomStringConvertible {
  /// No network has this name; the nearest names come first.
  case unknown(name: String, nearest: [String], known: [String])
  /// The network comes in other widths or resolutions only; `expected` words them.
  case setting(network: String, setting: String, expected: String, found: String)
  /// The network reads something else than square images.
  case noImages(network: String, found: String)

  /// What is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .unknown(let name, let nearest, let known):
      "There is no network '\(name)'. Did you mean \(nearest.joined(separator: ", "))? "
        + "There are \(known.joined(separator: ", ")), and mobilenetv1 and mobilenetv2 in other "
        + "widths and resolutions, as in 'mobilenetv1-0.5-160'."
    case .setting(let network, let setting, let expected, let found):
      "Network '\(network)': the \(setting) is \(expected). Here it is \(found)."
    case .noImages(let network, let found):
      "Network '\(network)' reads no square images but \(found); choose one that does, such as "
        + "'resnet8-cifar'."
    }
  }
}
