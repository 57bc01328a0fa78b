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
  public init(_ value: Double, _ provenance: Provenance) {
    self.value = value
    self.provenance = provenance
  }
}

/// What a network needs on a device.
public struct Cost: Codable, Equatable, Sendable {
  /// Read-only bytes: code and constants.
  public var flashBytes: Quantity
  /// Read-write bytes: arena, scratch, variables and stack.
  public var ramBytes: Quantity
  /// Multiply-adds for one image.
  public var macs: Quantity
  /// Milliseconds for one image at the device's clock.
  public var milliseconds: Quantity

  /// A cost.
  public init(flashBytes: Quantity, ramBytes: Quantity, macs: Quantity, milliseconds: Quantity) {
    self.flashBytes = flashBytes
    self.ramBytes = ramBytes
    self.macs = macs
    self.milliseconds = milliseconds
  }
}
