import ArgumentParser
import Devices
import Execution
import Pipeline
import Reports

/// C99 to a verdict of the emulated device.
struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Run the emitted code in an emulator and compare every byte.",
    usage: "thimble verify [<options>]",
    discussion: """
      EXAMPLES
        thimble verify --run runs/two
        thimble verify --run runs/two --again
            after a change of the emitted sources
        thimble verify --run runs/two --json
            with the instructions of each layer

      It writes 'verdict.json' for each device. One byte that differs from the
      reference, an access outside of the device's memory, or an image above the
      budget is an error.
      """)

  @OptionGroup var data: DataPathOption
  @OptionGroup var options: StepOptions

  func run() async throws {
    try await options.perform(
      .verify, dataPath: data.dataPath, { try await $0.verify(again: options.again) },
      text: { Self.table(of: try $0.readVerdicts()) }, json: { try $0.readVerdicts() })
  }

  /// What was compared, and what it took.
  static func table(of verdicts: [Verdict]) -> String {
    let memories = Resource.memories
    var table = TextTable(
      [
        .init("Device", isName: true), .init("Images", isNumber: true),
        .init("Equal", isNumber: true), .init("Machine"),
      ] + memories.map { .init($0.description.heading, isNumber: true) }
        + [.init("Deepest stack", isNumber: true), .init("Instructions", isNumber: true)])
    for verdict in verdicts {
      let sizes = memories.map { memory in
        verdict.footprint.map { "\(grouped(Int($0.cost.value(of: memory)))) B" } ?? "–"
      }
      table.add(
        [
          verdict.device, "\(verdict.images)", "\(verdict.images - verdict.mismatches)",
          verdict.machine ?? "host only",
        ] + sizes + [
          verdict.stackBytes.map { "\(grouped($0)) B" } ?? "–",
          verdict.instructions.map(grouped) ?? "–",
        ])
    }
    return table.lines.joined(separator: "\n") + "\n"
  }
}

extension RunFolder {
  /// The verdicts in the order of the devices.
  fileprivate func readVerdicts() throws -> [Verdict] {
    try servedDevices().map { try readVerdict(of: $0.name) }
  }
}
