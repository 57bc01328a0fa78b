/// What a network may need at the most; nil leaves a quantity free.
public struct Budget: Codable, Equatable, Sendable {
  /// Read-only bytes.
  public var flashBytes: Int?
  /// Read-write bytes.
  public var ramBytes: Int?
  /// Multiply-adds for one image.
  public var macs: Int?
  /// Milliseconds for one image.
  public var milliseconds: Double?

  /// A budget.
  public init(
    flashBytes: Int? = nil, ramBytes: Int? = nil, macs: Int? = nil, milliseconds: Double? = nil
  ) {
    self.flashBytes = flashBytes
    self.ramBytes = ramBytes
    self.macs = macs
    self.milliseconds = milliseconds
  }

  /// What is left of a device for the network: flash less 16 KiB, RAM less 4 KiB.
  public static func standard(for device: Device) -> Budget {
    Budget(flashBytes: device.flashBytes - 16 * 1024, ramBytes: device.ramBytes - 4 * 1024)
  }

  /// The quantities of `cost` that are above this budget, in the order flash, RAM, MACs, latency.
  public func violations(of cost: Cost) -> [Violation] {
    [
      (Violation.Kind.flash, cost.flashBytes.value, flashBytes.map(Double.init)),
      (.ram, cost.ramBytes.value, ramBytes.map(Double.init)),
      (.macs, cost.macs.value, macs.map(Double.init)),
      (.latency, cost.milliseconds.value, milliseconds),
    ].compactMap { kind, needed, allowed in
      guard let allowed, needed > allowed else { return nil }
      return Violation(kind: kind, needed: needed, allowed: allowed)
    }
  }
}

/// One quantity of a cost that is above its budget.
public struct Violation: Equatable, Sendable, CustomStringConvertible {
  /// Which quantity.
  public enum Kind: String, Sendable {
    /// Read-only bytes.
    case flash
    /// Read-write bytes.
    case ram = "RAM"
    /// Multiply-adds.
    case macs = "MACs"
    /// Milliseconds.
    case latency
  }

  /// Which quantity.
  public var kind: Kind
  /// What the network needs.
  public var needed: Double
  /// What the budget allows.
  public var allowed: Double

  /// By what factor the need exceeds the budget, above 1.
  public var ratio: Double { needed / max(allowed, .leastNonzeroMagnitude) }

  /// For example `RAM needs 312.0 of 256.0 KiB`.
  public var description: String {
    switch kind {
    case .flash, .ram:
      "\(kind.rawValue) needs \(tenths(needed / 1024)) of \(tenths(allowed / 1024)) KiB"
    case .macs: "MACs need \(tenths(needed / 1e6)) of \(tenths(allowed / 1e6)) million"
    case .latency: "latency needs \(tenths(needed)) of \(tenths(allowed)) ms"
    }
  }
}

private func tenths(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
