import ArgumentParser
import Devices
import Files
import Foundation
import Pipeline

/// The options that say what a network may need on a device, one for each resource.
struct LimitOptions: ParsableArguments {
  @Option(
    name: .limit(.flash), parsing: .unconditional, help: .limit(.flash), transform: limit(.flash))
  var flash: Double?

  @Option(name: .limit(.ram), parsing: .unconditional, help: .limit(.ram), transform: limit(.ram))
  var ram: Double?

  @Option(
    name: .limit(.macs), parsing: .unconditional, help: .limit(.macs), transform: limit(.macs))
  var macs: Double?

  @Option(
    name: .limit(.latency), parsing: .unconditional, help: .limit(.latency),
    transform: limit(.latency))
  var latency: Double?

  @Option(
    help: ArgumentHelp(
      "Take the time of a network from a table of 'thimble latency', for one device.",
      valueName: "file"))
  var latencyTable: String?

  /// The limit that is given for a resource.
  private subscript(resource: Resource) -> Double? {
    switch resource {
    case .flash: flash
    case .ram: ram
    case .macs: macs
    case .latency: latency
    }
  }

  /// The limits that are given; the rest is the device's standard.
  var budget: Budget {
    var budget = Budget()
    for resource in Resource.allCases { budget[resource] = self[resource] }
    return budget
  }

  /// Whether any option is given.
  var decidesAnything: Bool { budget != Budget() || latencyTable != nil }

  /// The names of all these options, as a sentence quotes them.
  static var names: [String] {
    Resource.allCases.map { "'--\($0.description.option)'" } + ["'--latency-table'"]
  }

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

extension NameSpecification {
  /// The option that limits a resource.
  fileprivate static func limit(_ resource: Resource) -> NameSpecification {
    .customLong(resource.description.option)
  }
}

extension ArgumentHelp {
  /// What the option says that limits a resource.
  fileprivate static func limit(_ resource: Resource) -> ArgumentHelp {
    let resource = resource.description
    return ArgumentHelp(
      "\(resource.optionHelp)\(resource.standardLimit).", valueName: resource.unit.valueName)
  }
}

extension Resource.Description {
  /// The limit that holds unless one is given, in brackets behind a help text; empty where there is none.
  var standardLimit: String {
    reservedBytes > 0 ? " (default: all of the device's but \(ByteCount(reservedBytes)))" : ""
  }
}

/// Reads a limit of a resource.
func limit(_ resource: Resource) -> OptionReader<Double> {
  switch resource.description.unit {
  case .bytes: { Double(try memorySize($0).bytes) }
  case .operations: { Double(try operationCount($0)) }
  case .time: value(in: .number("above 0, such as 12.5") { $0 > 0 })
  }
}
