import ArgumentParser
import Devices
import Foundation
import Pipeline
import Reports

/// Supernet to one sub-network per device.
struct SearchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Search a sub-network for every device of a run.",
    usage: "thimble search [<options>]",
    discussion: """
      EXAMPLES
        thimble search --run runs/two
        thimble search --run runs/two --json
            every measured candidate

      It writes 'search.json', and weights for each device. No candidate over a
      budget is chosen. A device that nothing fits is listed with the nearest miss,
      and the exit code is 1.
      """)

  @OptionGroup var data: DataPathOption
  @OptionGroup var options: StepOptions

  func run() async throws {
    try await options.perform(
      .search, dataPath: data.dataPath, { try await $0.search(again: options.again) },
      text: { try Self.table(of: $0.readRequest().devices, in: $0) },
      json: { try $0.readSearch() })
  }

  /// The winners with their modelled costs.
  static func table(of devices: [Device], in run: RunFolder) throws -> String {
    var table = TextTable(
      [.init("Device", isName: true), .init("Held out", isNumber: true)] + Resource.columns
        + [.init("Architecture")])
    let unserved = Dictionary(
      try run.readUnserved().map { ($0.device, $0.reason) }, uniquingKeysWith: { $1 })
    for device in devices {
      if let reason = unserved[device.name] {
        table.add([device.title, "–"] + Cost().cells + ["not served: \(reason)"])
        continue
      }
      let chosen = try run.readArchitecture(of: device.name)
      table.add(
        [device.title, "\(decimal(100 * chosen.heldOutAccuracy, 1)) %"] + chosen.cost.cells
          + ["\(chosen.architecture)"])
    }
    return table.lines.joined(separator: "\n") + "\n\n\(Provenance.estimated.legend)\n"
  }
}
