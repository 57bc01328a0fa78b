/// Where a number comes from.
public enum Provenance: String, Codable, Sendable {
  /// Computed by a model.
  case estimated
  /// Read from a run, a linked file or an emulator.
  case measured
  /// Taken from a publication.
  case published
}

/// A number with its provenance.
public struct Quantity: Codable, Equatable, Sendable {
  /// The value in the unit that its place names.
  public var value: Double
  /// Where it comes from.
  public var provenance: Provenance

  /// A number.
  @inlinable
  public init(_ value: Double, _ provenance: Provenance) {
    self.value = value
    self.provenance = provenance
  }
}

extension Provenance {
  /// 1 to 3, as 0 stands for a number that is not known.
  @usableFromInline var code: UInt8 {
    switch self {
    case .estimated: 1
    case .measured: 2
    case .published: 3
    }
  }

  @usableFromInline
  init?(code: UInt8) {
    switch code {
    case 1: self = .estimated
    case 2: self = .measured
    case 3: self = .published
    default: return nil
    }
  }
}
