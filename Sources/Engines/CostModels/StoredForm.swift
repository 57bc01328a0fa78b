package import Graphs
package import Planning

/// What decides the bytes of an emitted network beside its layers and bits.
package struct StoredForm: Equatable, Sendable {
  /// Whether each multiplier has an exponent of its own, as in the `floor` form of requantization.
  package var hasExponents: Bool
  /// How the layers of a network with 8 bits everywhere turn accumulators into outputs.
  package var scheme: QuantizationScheme
  /// What the outputs are for; nil where they are classes whose names are not known yet.
  package var task: NetworkTask?
  /// Whether all channels share a mean and a deviation, so that there is one table of stored values.
  package var sharesTable: Bool

  package init(
    hasExponents: Bool = false, scheme: QuantizationScheme = .perChannelNormalized,
    task: NetworkTask? = nil, sharesTable: Bool = false
  ) {
    self.hasExponents = hasExponents
    self.scheme = scheme
    self.task = task
    self.sharesTable = sharesTable
  }

  /// Bytes that a class name is taken to need while it is not known.
  private static let nameBytes = 16

  /// The bytes of the stored values of all pixels and of the class names with their addresses.
  func tableBytes(channels: Int, classes: Int) -> Int {
    let tables = 256 * (sharesTable ? 1 : channels)
    if task == .values { return tables }
    // GCC begins each string at a multiple of 4 bytes.
    let names = (task?.classes ?? []).reduce(0) { $0 + ($1.utf8.count + 1).roundedUp(to: 4) }
    return tables + 4 * classes + max(names, Self.nameBytes * classes)
  }
}
