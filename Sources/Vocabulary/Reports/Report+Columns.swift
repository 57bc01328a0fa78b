import Devices
import Graphs

extension Report.Row {
  /// One column of the table: its heading and the text of a row, the same in every form.
  struct Column: Sendable {
    var heading: String
    var isNumber: Bool
    /// The resource whose column it is; nil of other columns.
    var resource: Resource?
    var text: @Sendable (Report.Row) -> String

    init(
      heading: String, isNumber: Bool, of resource: Resource? = nil,
      text: @escaping @Sendable (Report.Row) -> String
    ) {
      self.heading = heading
      self.isNumber = isNumber
      self.resource = resource
      self.text = text
    }
  }

  /// The columns of a table with these rows.
  ///
  /// - Parameter score: what the networks are judged by.
  static func columns(of rows: [Report.Row], score: Score) -> [Column] {
    let accuracies = [
      Column(heading: score.heading("int8"), isNumber: true) {
        percent($0.eightBitAccuracy ?? $0.integerAccuracy)
      }
    ]
    // Networks of fewer bits stand beside what they would be with 8.
    let mixed =
      rows.contains { $0.eightBitAccuracy != nil }
      ? [
        Column(heading: score.heading("Fewer bits"), isNumber: true) { percent($0.integerAccuracy) }
      ] : []
    let intervals =
      rows.contains { $0.interval != nil }
      ? [Column(heading: "95 % interval", isNumber: true) { $0.interval?.text ?? "–" }] : []
    return [
      Column(heading: "Device", isNumber: false) { $0.device },
      Column(heading: score.heading("Float"), isNumber: true) { percent($0.floatAccuracy) },
    ] + accuracies + mixed + intervals + others
  }

  private static let others: [Column] =
    Resource.allCases.map { resource in
      Column(heading: resource.description.heading, isNumber: true, of: resource) {
        text($0.cost[resource], of: resource, within: $0.budget.bytes(of: resource))
      }
    } + [
      Column(heading: "Instructions", isNumber: true) { text($0.instructions, count) },
      Column(heading: "Verified", isNumber: false) { $0.verified ?? "–" },
      Column(heading: "Architecture", isNumber: false) { $0.architecture },
    ]

  /// Every number of the row.
  var quantities: [Quantity] {
    let accuracies = [floatAccuracy, eightBitAccuracy, integerAccuracy]
    return (accuracies + Resource.allCases.map { cost[$0] } + [instructions]).compactMap(\.self)
  }

  private static func text(_ quantity: Quantity?, _ word: (Double) -> String) -> String {
    quantity.map { $0.text(word) } ?? "–"
  }

  private static func percent(_ quantity: Quantity?) -> String {
    text(quantity) { "\(decimal($0 * 100, 1)) %" }
  }

  private static func text(
    _ quantity: Quantity?, of resource: Resource, within budget: Int?
  ) -> String {
    text(quantity) { used in
      guard let budget else { return resource.text(used) }
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
