/// A network that cannot become C.
public enum CodeGenerationError: Error, Equatable, CustomStringConvertible {
  /// The description has mean or standard deviation for another number of channels.
  case channels(expected: Int, found: Int)
  /// The description names another number of classes than the network has outputs.
  case classes(expected: Int, found: Int)
  /// The image or the result has fewer than 8 bits.
  case packedEnds(image: Int, result: Int)
  /// Code cannot be called so.
  case name(String, reason: String)
  /// A project needs a device for which programs without an operating system are built.
  case noTarget(form: String)
  /// Two networks of one folder could have symbols or files in common.
  case collision(name: String, other: String)

  /// One or two sentences: where, what was expected, what was found and what to do.
  public var description: String {
    switch self {
    case .channels(let expected, let found):
      "The image has \(expected) channels, but the description holds mean and standard deviation of \(found). Give one of each per channel, or one for all."
    case .classes(let expected, let found):
      "The network has \(expected) outputs, but the description names \(found) classes. Name one class per output."
    case .packedEnds(let image, let result):
      "The image has \(image) and the result \(result) bits per value, but programs exchange values of 8 bits with the network. Quantize both to 8 bits."
    case .name(let name, let reason):
      "'\(name)' is no name for a network in C: \(reason). A name begins with a letter, which up to 30 letters, digits and single underscores follow, for example 'door' or 'front_door'."
    case .noTarget(let form):
      "A project as '\(form)' is for devices with an Arm Cortex-M, and this device has another core. Take '--as arduino', 'platformio', 'zephyr' or 'esp-idf', or '--as folder' for a build of your own."
    case .collision(let name, let other):
      "'\(name)' and '\(other)' in one folder could have files or symbols in common. Take names that differ in more than capital letters, and of which none begins with the other one and an underscore, for example 'door' and 'lamp'."
    }
  }
}
