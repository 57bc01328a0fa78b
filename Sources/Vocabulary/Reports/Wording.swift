import Devices

/// A number with a fixed count of decimals and a dot.
package func decimal(_ value: Double, _ places: Int) -> String {
  guard value.isFinite else { return "\(value)" }
  var scale = 1.0
  for _ in 0..<places { scale *= 10 }
  let scaled = (value.magnitude * scale).rounded()
  guard scaled < 1e15 else { return "\(value)" }
  let sign = value < 0 && scaled > 0 ? "-" : ""
  let (whole, part) = Int(scaled).quotientAndRemainder(dividingBy: Int(scale))
  guard places > 0 else { return "\(sign)\(whole)" }
  let digits = "\(part)"
  return "\(sign)\(whole)." + String(repeating: "0", count: places - digits.count) + digits
}

/// Three significant digits or all whole ones, for example `1.23`, `12.3`, `123`, `1234`.
package func threeDigits(_ value: Double) -> String {
  switch value.magnitude {
  case ..<9.995: decimal(value, 2)
  case ..<99.95: decimal(value, 1)
  default: decimal(value, 0)
  }
}

/// A count with the suffix M, k or none, for example `12.3 M`.
package func count(_ value: Double) -> String {
  switch value.magnitude {
  case 999_500...: "\(threeDigits(value / 1e6)) M"
  case 10_000...: "\(threeDigits(value / 1e3)) k"
  default: decimal(value, 0)
  }
}

/// A number of bytes in KiB, rounded up so that a use never looks smaller than it is.
package func kibibytesUp(_ bytes: Double) -> String { decimal((bytes / 1024).rounded(.up), 0) }

/// A number of bytes in KiB, rounded down so that a budget never looks larger than it is.
func kibibytesDown(_ bytes: Int) -> String { "\(bytes / 1024)" }

extension Provenance {
  /// The mark in front of a number; what is measured has none.
  var mark: String {
    switch self {
    case .estimated: "≈ "
    case .measured: ""
    case .published: "† "
    }
  }

  /// What the mark means.
  var legend: String {
    switch self {
    case .estimated: "≈ estimated by a model"
    case .measured: "no mark: measured"
    case .published: "† published"
    }
  }
}

extension Report.Row {
  /// One column of the table: its heading and the text of a row, the same in every form.
  struct Column: Sendable {
    var heading: String
    var isNumber: Bool
    var text: @Sendable (Report.Row) -> String
  }

  static let columns: [Column] = [
    Column(heading: "Device", isNumber: false) { $0.device },
    Column(heading: "Float", isNumber: true) { percent($0.floatAccuracy) },
    Column(heading: "int8", isNumber: true) { percent($0.integerAccuracy) },
    Column(heading: "Flash", isNumber: true) { memory($0.flashBytes, of: $0.flashBudget) },
    Column(heading: "RAM", isNumber: true) { memory($0.ramBytes, of: $0.ramBudget) },
    Column(heading: "MACs", isNumber: true) { text($0.macs, count) },
    Column(heading: "Time", isNumber: true) { text($0.milliseconds) { "\(threeDigits($0)) ms" } },
    Column(heading: "Instructions", isNumber: true) { text($0.instructions, count) },
    Column(heading: "Verified", isNumber: false) { $0.verified ?? "–" },
    Column(heading: "Architecture", isNumber: false) { $0.architecture },
  ]

  /// Every number of the row.
  var quantities: [Quantity] {
    [
      floatAccuracy, integerAccuracy, flashBytes, ramBytes, macs, milliseconds, instructions,
    ].compactMap(\.self)
  }

  private static func text(_ quantity: Quantity?, _ word: (Double) -> String) -> String {
    quantity.map { $0.provenance.mark + word($0.value) } ?? "–"
  }

  private static func percent(_ quantity: Quantity?) -> String {
    text(quantity) { "\(decimal($0 * 100, 1)) %" }
  }

  private static func memory(_ quantity: Quantity?, of budget: Int?) -> String {
    text(quantity) { used in
      kibibytesUp(used) + (budget.map { " of \(kibibytesDown($0))" } ?? "") + " KiB"
    }
  }
}

extension Report {
  /// The meaning of the marks that occur in the rows.
  var legend: [String] {
    let used = Set(rows.flatMap(\.quantities).map(\.provenance))
    return [Provenance.estimated, .measured, .published].filter(used.contains).map(\.legend)
  }
}

/// A whole number with a comma in front of every third digit from the right.
package func grouped(_ value: some BinaryInteger) -> String {
  let digits = Array("\(value.magnitude)")
  let parts = digits.enumerated().map { index, digit in
    index > 0 && (digits.count - index) % 3 == 0 ? ",\(digit)" : "\(digit)"
  }
  return (value < 0 ? "-" : "") + parts.joined()
}
