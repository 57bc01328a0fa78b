/// A sum of two stored values: `Zy + (((x1 − Z1) · M1 + (x2 − Z2) · M2 + 2^(s−1)) >> s)` in int64.
public struct IntegerAdd: Hashable, Codable, Sendable {
  /// M1 and M2, each below 2^31 in size.
  public var multipliers: [Int32]
  /// s, 1 to 62.
  public var shift: Int
  /// The type and range of the output.
  public var output: OutputQuantization

  /// A sum.
  public init(multipliers: [Int32], shift: Int, output: OutputQuantization) {
    self.multipliers = multipliers
    self.shift = shift
    self.output = output
  }

  /// The rules of a sum.
  package static let constraints: [Constraint<IntegerAdd>] = [
    Constraint("There are two multipliers.") {
      $0.multipliers.count == 2 ? nil : "there are \($0.multipliers.count)"
    },
    Constraint("The shift is 1 to 62.") { (1...62).contains($0.shift) ? nil : "it is \($0.shift)" },
  ]
}

/// A product of two stored values.
public struct IntegerMultiply: Hashable, Codable, Sendable {
  /// One multiplier: S1 · S2 / Sy.
  public var requantization: Requantization
  /// The type and range of the output.
  public var output: OutputQuantization

  /// A product.
  public init(requantization: Requantization, output: OutputQuantization) {
    self.requantization = requantization
    self.output = output
  }
}

/// The average under a window without padding.
public struct IntegerAveragePool: Hashable, Codable, Sendable {
  /// Kernel and stride; the padding is 0, so that every window holds as many values.
  public var window: Window
  /// One multiplier: Sx / (Sy · n), n the number of values under the window.
  public var requantization: Requantization
  /// The type and range of the output.
  public var output: OutputQuantization

  /// An average.
  public init(window: Window, requantization: Requantization, output: OutputQuantization) {
    self.window = window
    self.requantization = requantization
    self.output = output
  }

  /// The rules of an average.
  package static let constraints: [Constraint<IntegerAveragePool>] = [
    Constraint("Average pooling on integers has no padding.") {
      $0.window.padding == Padding(0) ? nil : "it has"
    },
    Constraint("There is one multiplier.") {
      $0.requantization.count == 1 ? nil : "there are \($0.requantization.count)"
    },
  ]
}

/// A function of one stored value as a table: h-swish, h-sigmoid, ReLU between two scales.
public struct IntegerLookup: Hashable, Codable, Sendable {
  /// 256 outputs, for the stored inputs −128 to 127.
  public var table: [Int8]
  /// The type of the output.
  public var output: OutputQuantization

  /// A table.
  public init(table: [Int8], output: OutputQuantization) {
    self.table = table
    self.output = output
  }

  /// The rules of a table.
  package static let constraints: [Constraint<IntegerLookup>] = [
    Constraint("The table has 256 entries.") {
      $0.table.count == 256 ? nil : "it has \($0.table.count)"
    }
  ]
}
