import Graphs
import Pipeline
import Reports

/// The scores of networks, in the order of their devices' names.
///
/// - Parameters:
///   - integers: the heading over integer networks of 8 bits, or of whatever bits the run has.
///   - noun: what several test inputs are called.
func accuracyTable(
  of records: [String: AccuracyRecord], integers: String = "int8", noun: String
) -> String {
  let score = records.values.first?.score ?? .accuracy
  let isMixed = records.values.contains { $0.eightBits != nil }
  let isRetrained = records.values.contains { $0.calibrated != nil }
  let isSmall = records.values.contains { $0.interval != nil }
  var table = TextTable(
    [
      .init("Device", isName: true), .init(score.heading("Float"), isNumber: true),
      .init(score.heading(integers), isNumber: true),
    ]
      + (isMixed ? [.init(score.heading("Fewer bits"), isNumber: true)] : [])
      + (isRetrained ? [.init(score.heading("Retrained"), isNumber: true)] : [])
      + (isSmall ? [.init("95 % interval", isNumber: true)] : []) + [
        .init("Test \(noun)", isNumber: true)
      ])
  func percent(_ share: Double) -> String { "\(decimal(100 * share, 2)) %" }
  for (device, record) in records.sorted(by: { $0.key < $1.key }) {
    table.add(
      [
        device, percent(record.float),
        percent(record.eightBits ?? record.calibrated ?? record.integer),
      ] + (isMixed ? [percent(record.calibrated ?? record.integer)] : [])
        + (isRetrained ? [percent(record.integer)] : [])
        + (isSmall ? [record.interval?.text ?? "–"] : []) + [grouped(record.images)])
  }
  let note = score.note.map { "\n\($0)\n" } ?? ""
  return table.lines.joined(separator: "\n") + "\n" + note
}
