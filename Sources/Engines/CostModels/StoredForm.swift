import Graphs
package import Planning

/// What decides the bytes of an emitted network beside its layers and bits.
package struct StoredForm: Equatable, Sendable {
  /// Whether each multiplier has an exponent of its own, as in the `floor` form of requantization.
  package var hasExponents: Bool
  /// How the layers of a network with 8 bits everywhere turn accumulators into outputs.
  package var scheme: QuantizationScheme
  /// The names of the classes; nil where they are not known yet.
  package var classNames: [String]?

  package init(
    hasExponents: Bool = false, scheme: QuantizationScheme = .perChannelNormalized,
    classNames: [String]? = nil
  ) {
    self.hasExponents = hasExponents
    self.scheme = scheme
    self.classNames = classNames
  }

  /// Bytes that a class name is taken to need while it is not known.
  private static let nameBytes = 16

  /// The bytes of the stored values of all pixels and of the class names with their addresses.
  func tableBytes(channels: Int, classes: Int) -> Int {
    // GCC begins each string at a multiple of 4 bytes.
    let names = (classNames ?? []).reduce(0) { $0 + ($1.utf8.count + 1).roundedUp(to: 4) }
    return 256 * channels + 4 * classes + max(names, Self.nameBytes * classes)
  }
}
