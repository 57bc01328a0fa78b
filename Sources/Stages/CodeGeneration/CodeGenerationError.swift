/// A network that cannot become C.
package enum CodeGenerationError: Error, Equatable, CustomStringConvertible {
  /// The description has mean or standard deviation for another number of channels.
  case channels(expected: Int, found: Int)
  /// The description names another number of classes than the network has outputs.
  case classes(expected: Int, found: Int)
  /// The image or the result has fewer than 8 bits.
  case packedEnds(image: Int, result: Int)

  package var description: String {
    switch self {
    case .channels(let expected, let found):
      "The image has \(expected) channels, but the description holds mean and standard deviation of \(found). Give one of each per channel."
    case .classes(let expected, let found):
      "The network has \(expected) outputs, but the description names \(found) classes. Name one class per output."
    case .packedEnds(let image, let result):
      "The image has \(image) and the result \(result) bits per value, but programs exchange values of 8 bits with the network. Quantize both to 8 bits."
    }
  }
}
