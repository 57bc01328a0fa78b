/// What a network needs of a device.
///
/// A new resource is a case and its description: budgets, costs, limits of the command line and of fleets,
/// fronts, tables and JSON are made of these.
public enum Resource: Int, CaseIterable, Sendable {
  /// Read-only bytes: code and constants.
  case flash
  /// Read-write bytes: arena, scratch, variables and stack.
  case ram
  /// Multiply-adds for one image.
  case macs
  /// Milliseconds for one image at the device's clock.
  case latency
}

extension Resource {
  /// Everything that is said of a resource.
  public struct Description: Sendable {
    /// The name in fronts and their options, for example `ram`.
    public var name: String
    /// The word in sentences, for example `RAM`.
    public var word: String
    /// Whether the word is a plural.
    public var isPlural = false
    /// The heading of its column in tables.
    public var heading: String
    /// The field of costs and budgets in JSON, for example `ramBytes`.
    public var key: String
    /// The field that limits it in the JSON of a fleet.
    public var limitKey: String
    /// The option that limits it, without hyphens.
    public var option: String
    /// The first sentence about that option.
    public var optionHelp: String
    /// How its numbers are measured and printed.
    public var unit: Unit
    /// Whether it is counted from the network, whatever else a model estimates.
    public var isCounted = false
    /// What the program around a network gets of a memory unless said otherwise, in bytes.
    public var reservedBytes = 0
  }

  /// How numbers of a resource are measured and printed.
  public enum Unit: Sendable {
    /// Whole bytes, printed in KiB.
    case bytes
    /// Whole operations, printed in millions.
    case operations
    /// Milliseconds.
    case time
  }

  /// What is said of the resource.
  public var description: Description {
    switch self {
    case .flash:
      Description(
        name: "flash", word: "flash", heading: "Flash", key: "flashBytes", limitKey: "flash",
        option: "flash", optionHelp: "Flash that a network may use", unit: .bytes,
        reservedBytes: 16 * 1024)
    case .ram:
      Description(
        name: "ram", word: "RAM", heading: "RAM", key: "ramBytes", limitKey: "ram", option: "ram",
        optionHelp: "RAM that a network may use", unit: .bytes, reservedBytes: 4 * 1024)
    case .macs:
      Description(
        name: "macs", word: "MACs", isPlural: true, heading: "MACs", key: "macs", limitKey: "macs",
        option: "macs", optionHelp: "Multiply-adds that a network may need", unit: .operations,
        isCounted: true)
    case .latency:
      Description(
        name: "latency", word: "latency", heading: "Time", key: "milliseconds",
        limitKey: "milliseconds", option: "latency-ms",
        optionHelp:
          "Milliseconds that a network may take for one image, by the cost model or the latency table",
        unit: .time)
    }
  }

  /// The resources that are memories, in bytes.
  public static var memories: [Resource] { allCases.filter { $0.description.unit == .bytes } }
}

extension Resource {
  /// A limit without rounding, for example `512 bytes of RAM`, `5 MACs` or `2.5 ms`.
  package func exactText(_ value: Double) -> String {
    let number = description.unit.exact(value)
    return switch description.unit {
    case .bytes: "\(number) bytes of \(description.word)"
    case .operations: "\(number) \(description.word)"
    case .time: "\(number) \(description.unit.symbol)"
    }
  }
}
