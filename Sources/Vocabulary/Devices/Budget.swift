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

  /// What is left of a device for the network: flash less 16 KiB, RAM less 4 KiB, and at least half of
  /// each.
  public static func standard(for device: Device) -> Budget {
    Budget(
      flashBytes: max(device.flashBytes - 16 * 1024, device.flashBytes / 2),
      ramBytes: max(device.ramBytes - 4 * 1024, device.ramBytes / 2))
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

  /// A quantity above its budget.
  public init(kind: Kind, needed: Double, allowed: Double) {
    self.kind = kind
    self.needed = needed
    self.allowed = allowed
  }

  /// By what factor the need exceeds the budget, above 1.
  public var ratio: Double { needed / max(allowed, .leastNonzeroMagnitude) }

  /// For example `RAM needs 312.0 of 256.0 KiB`, with as many digits as tell the two numbers apart.
  public var description: String {
    switch kind {
    case .flash, .ram:
      "\(kind.rawValue) needs "
        + (told(in: 1024, places: 1...1).map { "\($0) KiB" } ?? "\(whole) bytes")
    case .macs: "MACs need " + (told(in: 1e6, places: 1...4).map { "\($0) million" } ?? whole)
    case .latency:
      "latency needs \(told(in: 1, places: 1...9) ?? "\(needed) of \(allowed)") ms"
    }
  }

  /// Both numbers in a unit with the fewest decimals at which they differ and none is 0; nil where no
  /// count of the range does it.
  private func told(in unit: Double, places: ClosedRange<Int>) -> String? {
    for places in places {
      let (needed, allowed) = (fixed(needed / unit, places), fixed(allowed / unit, places))
      if needed != allowed, allowed.contains(where: { ("1"..."9").contains($0) }) {
        return "\(needed) of \(allowed)"
      }
    }
    return nil
  }

  /// Both as whole numbers, which bytes and operations are.
  private var whole: String { "\(fixed(needed.rounded(.up), 0)) of \(fixed(allowed, 0))" }
}

/// A number above 0 with so many decimals, as the standard library of this module has no format.
private func fixed(_ value: Double, _ places: Int) -> String {
  var scale = 1.0
  for _ in 0..<places { scale *= 10 }
  let scaled = (value * scale).rounded()
  guard scaled < 1e18 else { return "\(value)" }
  let digits = "\(Int(scaled))"
  guard places > 0 else { return digits }
  let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
  return "\(padded.dropLast(places)).\(padded.suffix(places))"
}
