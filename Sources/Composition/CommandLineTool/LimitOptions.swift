import ArgumentParser
import Devices
import Foundation
import Pipeline

/// The options that say what a network may need on a device.
struct LimitOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Flash that a network may use (default: of the device, less 16 KiB).", valueName: "size"))
  var flash: ByteCount?

  @Option(
    help: ArgumentHelp(
      "RAM that a network may use (default: of the device, less 4 KiB).", valueName: "size"))
  var ram: ByteCount?

  @Option(help: ArgumentHelp("Multiply-adds that a network may need.", valueName: "count"))
  var macs: OperationCount?

  @Option(
    help: ArgumentHelp(
      "Milliseconds that a network may need, by the cost model or the latency table.",
      valueName: "milliseconds"))
  var latencyMs: Double?

  @Option(
    help: ArgumentHelp(
      "Take the time of a network from a table of 'thimble latency', for one device.",
      valueName: "file"))
  var latencyTable: String?

  func validate() throws {
    if let latencyMs, !(latencyMs > 0) { throw ValidationError("'--latency-ms' is above 0.") }
  }

  /// The limits that are given; the rest is the device's standard.
  var budget: Budget {
    Budget(
      flashBytes: flash?.bytes, ramBytes: ram?.bytes, macs: macs?.count, milliseconds: latencyMs)
  }

  /// Whether any option is given.
  var decidesAnything: Bool { budget != Budget() || latencyTable != nil }

  /// The latency table, or nil where none is given.
  var latencies: MeasuredLatencies? {
    get throws {
      guard let latencyTable else { return nil }
      guard let data = try? Data(contentsOf: URL(filePath: latencyTable)) else {
        throw UsageError.unreadableLatencies(file: latencyTable)
      }
      return try MeasuredLatencies(json: data, file: latencyTable)
    }
  }
}
