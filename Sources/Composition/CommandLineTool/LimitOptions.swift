import ArgumentParser
import Devices
import Files
import Foundation
import Pipeline

/// The options that say what a network may need on a device.
struct LimitOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Flash that a network may use (default: all of the device's but 16 KiB).", valueName: "size"),
    transform: memorySize)
  var flash: ByteCount?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "RAM that a network may use (default: all of the device's but 4 KiB).", valueName: "size"),
    transform: memorySize)
  var ram: ByteCount?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Multiply-adds that a network may need.", valueName: "count"),
    transform: operationCount)
  var macs: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Milliseconds that a network may take for one image, by the cost model or the latency table.",
      valueName: "milliseconds"),
    transform: value(in: .number("above 0, such as 12.5") { $0 > 0 }))
  var latencyMs: Double?

  @Option(
    help: ArgumentHelp(
      "Take the time of a network from a table of 'thimble latency', for one device.",
      valueName: "file"))
  var latencyTable: String?

  /// The limits that are given; the rest is the device's standard.
  var budget: Budget {
    Budget(
      flashBytes: flash?.bytes, ramBytes: ram?.bytes, macs: macs, milliseconds: latencyMs)
  }

  /// Whether any option is given.
  var decidesAnything: Bool { budget != Budget() || latencyTable != nil }

  /// The latency table, or nil where none is given.
  var latencies: MeasuredLatencies? {
    get throws {
      guard let latencyTable else { return nil }
      guard let data = try? Data(readingFrom: URL(filePath: latencyTable)) else {
        throw UsageError.unreadableLatencies(file: latencyTable)
      }
      return try MeasuredLatencies(json: data, file: latencyTable)
    }
  }
}
