extension Resource.Unit {
  /// The unit in which numbers are printed.
  public var symbol: String {
    switch self {
    case .bytes: "KiB"
    case .operations: "million"
    case .time: "ms"
    }
  }

  /// What options call such a number.
  public var valueName: String {
    switch self {
    case .bytes: "size"
    case .operations: "count"
    case .time: "milliseconds"
    }
  }

  /// How many are one of the unit that is printed.
  public var divisor: Double {
    switch self {
    case .bytes: 1024
    case .operations: 1e6
    case .time: 1
    }
  }

  /// Whether the numbers are whole.
  public var isWhole: Bool { self != .time }

  /// The decimals of a printed number; more only where it takes them to tell two numbers apart.
  var decimals: ClosedRange<Int> {
    switch self {
    case .bytes: 1...1
    case .operations: 1...4
    case .time: 1...9
    }
  }

  /// A number without rounding, as commands and errors write it.
  package func exact(_ value: Double) -> String {
    isWhole ? "\(Int(nearest: value))" : "\(value)"
  }
}

extension Int {
  /// The nearest whole number, which never overflows.
  package init(nearest value: Double) {
    self = Int(exactly: value.rounded()) ?? (value < 0 ? .min : .max)
  }
}
