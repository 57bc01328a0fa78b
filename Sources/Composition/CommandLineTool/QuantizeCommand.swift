import ArgumentParser
import Devices
import Foundation
import Pipeline
import Reports

/// Sub-network to integer network.
struct QuantizeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quantize",
    abstract: "Turn the chosen sub-networks into 8-bit integers.",
    usage: "thimble quantize [<options>]",
    discussion: """
      EXAMPLES
        thimble quantize --run runs/two
        thimble quantize --run runs/two --again

      It writes 'model.json' and 'accuracy.json' for each device.
      """)

  @OptionGroup var options: StepOptions

  func run() async throws {
    try await options.perform(
      .quantize, { try await $0.quantize(again: options.again) },
      text: { accuracyTable(of: try $0.readAccuracies()) }, json: { try $0.readAccuracies() })
  }
}

/// The accuracies of networks, in the order of their devices' names.
func accuracyTable(of records: [String: AccuracyRecord]) -> String {
  var table = TextTable([
    .init("Device"), .init("Float", isNumber: true), .init("int8", isNumber: true),
    .init("Test images", isNumber: true),
  ])
  for (device, record) in records.sorted(by: { $0.key < $1.key }) {
    table.add([
      device, "\(decimal(100 * record.float, 2)) %", "\(decimal(100 * record.integer, 2)) %",
      grouped(record.images),
    ])
  }
  return table.lines.joined(separator: "\n") + "\n"
}

extension RunFolder {
  /// The accuracies of all devices' networks.
  fileprivate func readAccuracies() throws -> [String: AccuracyRecord] {
    var records: [String: AccuracyRecord] = [:]
    for device in try readRequest().devices {
      records[device.name] = try readAccuracy(of: device.name)
    }
    return records
  }
}
