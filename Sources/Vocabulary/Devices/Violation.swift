/// A resource of which a cost needs more than its budget allows.
public struct Violation: Equatable, Sendable, CustomStringConvertible {
  /// Which resource.
  public var resource: Resource
  /// What the network needs.
  public var needed: Double
  /// What the budget allows.
  public var allowed: Double

  /// A need above its limit.
  public init(_ resource: Resource, needed: Double, allowed: Double) {
    self.resource = resource
    self.needed = needed
    self.allowed = allowed
  }

  /// By what factor the need exceeds the budget, above 1.
  public var ratio: Double { needed / max(allowed, .leastNonzeroMagnitude) }

  /// For example `RAM needs 312.0 of 256.0 KiB`, with as many digits as tell the two numbers apart.
  public var description: String {
    let resource = resource.description
    let verb = resource.isPlural ? "need" : "needs"
    return "\(resource.word) \(verb) \(rounded ?? exact)"
  }

  /// Both numbers in the unit of the resource with the fewest decimals at which they differ and none is
  /// 0; nil where no number of decimals does it.
  private var rounded: String? {
    let unit = resource.description.unit
    for places in unit.decimals {
      let (needed, allowed) = (
        fixed(needed / unit.divisor, places), fixed(allowed / unit.divisor, places)
      )
      if needed != allowed, allowed.contains(where: { ("1"..."9").contains($0) }) {
        return "\(needed) of \(allowed) \(unit.symbol)"
      }
    }
    return nil
  }

  /// Both numbers without rounding.
  private var exact: String {
    let whole = "\(fixed(needed.rounded(.up), 0)) of \(fixed(allowed, 0))"
    return switch resource.description.unit {
    case .bytes: "\(whole) bytes"
    case .operations: whole
    case .time: "\(needed) of \(allowed) ms"
    }
  }
}

/// A number above 0 with this count of decimals, as the standard library of this module has no format.
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
