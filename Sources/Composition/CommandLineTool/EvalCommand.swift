import ArgumentParser
import Devices
import Pipeline

/// Measures the networks of a run on all test images again.
struct EvalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Measure the accuracy of networks on the test images.",
    usage: "thimble eval [<options>]",
    discussion: """
      EXAMPLES
        thimble eval --run runs/two
            every device's network, in floating point and in integers
        thimble eval --run runs/two --device stm32g431 --json
      """)

  @OptionGroup var work: WorkOptions

  @Option(help: ArgumentHelp("Measure the network of this device only.", valueName: "name"))
  var device: String?

  func run() async throws {
    let folder = try work.run.folder()
    let records = try await work.work(on: folder) { pipeline in
      let devices = try device.map { [try pipeline.request.device(named: $0)] }
      var records: [String: AccuracyRecord] = [:]
      for device in devices ?? pipeline.request.devices {
        records[device.name] = try pipeline.evaluate(device)
      }
      return records
    }
    if work.run.json { return try writeJSON(records) }
    standardOutput.write(accuracyTable(of: records))
  }
}
