package import Graphs

extension Precision {
  /// The fewest bits that a tensor can be cut to.
  package static let fewest = Precision.bits2

  /// Half as many bits, or nil where there are no fewer.
  package var halved: Precision? { Precision(rawValue: rawValue / 2) }
}
