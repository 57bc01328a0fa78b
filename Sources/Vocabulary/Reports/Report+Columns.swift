import Devices

extension Report.Row {
  /// One column of the table: its heading and the text of a row, the same in every form.
  struct Column: Sendable {
    var heading: String
    var isNumber: Bool
    var text: @Sendable (Report.Row) -> String
  }

  /// The columns of a table with these rows.
  static func columns(of rows: [Report.Row]) -> [Column] {
    let accuracies = [
      Column(heading: "int8", isNumber: true) { percent($0.eightBitAccuracy ?? $0.integerAccuracy) }
    ]
    // Networks of fewer bits stand beside what they would be with 8.
    let mixed =
      rows.contains { $0.eightBitAccuracy != nil }
      ? [Column(heading: "Fewer bits", isNumber: true) { percent($0.integerAccuracy) }] : []
    let intervals =
      rows.contains { $0.interval != nil }
      ? [Column(heading: "95 % interval", isNumber: true) { $0.interval?.text ?? "–" }] : []
    return [
      Column(heading: "Device", isNumber: false) { $0.device },
      Column(heading: "Float", isNumber: true) { percent($0.floatAccuracy) },
    ] + accuracies + mixed + intervals + others
  }

  private static let others: [Column] = [
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
      floatAccuracy, eightBitAccuracy, integerAccuracy, flashBytes, ramBytes, macs, milliseconds,
      instructions,
    ].compactMap(\.self)
  }

  private static func text(_ quantity: Quantity?, _ word: (Double) -> String) -> String {
    quantity.map { $0.text(word) } ?? "–"
  }

  private static func percent(_ quantity: Quantity?) -> String {
    text(quantity) { "\(decimal($0 * 100, 1)) %" }
  }

  private static func memory(_ quantity: Quantity?, of budget: Int?) -> String {
    text(quantity) { used in
      guard let budget else { return "\(kibibytesUp(used)) KiB" }
      // Where whole KiB would make a use look larger than a budget that holds it, bytes are exact.
      return (used / 1024).rounded(.up) > Double(budget / 1024) && used <= Double(budget)
        ? "\(decimal(used, 0)) of \(budget) B"
        : "\(kibibytesUp(used)) of \(kibibytesDown(budget)) KiB"
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
