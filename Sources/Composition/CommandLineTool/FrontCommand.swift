import Architectures
import ArgumentParser
import Devices
import Foundation
import Pipeline
import Reports
import Search

/// Lists the best networks of a supernet on a device, from cheap to accurate.
struct FrontCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "front",
    abstract: "List the networks of a supernet that no other one beats on a device.",
    usage: "thimble front --supernet <name|folder> --device <name|file> [<options>]",
    discussion: """
      EXAMPLES
        thimble front --supernet cifar10 --device stm32f401
            the most accurate network, and what is gained by each millisecond less
        thimble front --supernet cifar10 --device stm32f401 --csv > front.csv
            for a spreadsheet or a plot
        thimble front --supernet runs/mine --device my.json --axes flash,ram,latency
            trades accuracy against three costs, which gives many more networks
        thimble front --supernet cifar10 --device rp2040 --ram 64KiB --json
            within a budget of its own, for scripts

      Accuracies are predicted, so the supernet needs a predictor, which 'thimble
      predictor' trains; no images are read. 'thimble eval --architecture' measures
      one of the networks.
      """)

  @Option(
    help: ArgumentHelp(
      "A trained supernet: \(TrainedSupernet.builtInNames.joined(separator: ", ")), or the run "
        + "folder of one.",
      valueName: "name|folder"),
    completion: .list(TrainedSupernet.builtInNames))
  var supernet: String

  @Option(
    help: ArgumentHelp(
      "The device: a name from 'thimble devices' or a JSON file.", valueName: "name|file"))
  var device: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What is traded against accuracy: some of \(axisNames) (default: latency).",
      valueName: "costs"),
    completion: .list(Resource.allCases.map(\.description.name)),
    transform: costAxes)
  var axes = [Resource.latency]

  @OptionGroup var limits: LimitOptions

  @Flag(help: "Write the networks as comma-separated values, costs in bytes and milliseconds.")
  var csv = false

  @Flag(help: "Write the front as JSON.")
  var json = false

  func validate() throws {
    if csv, json { throw ValidationError("'--csv' and '--json' exclude each other.") }
  }

  func run() throws {
    let device = try RequestOptions.device(device)
    let front = try TrainedSupernet(supernet).front(
      on: device, budget: limits.budget, latencies: try limits.latencies, axes: axes)
    if json { return try writeJSON(front) }
    standardOutput.write(
      csv ? Self.csv(of: front) : Self.table(of: front) + "\n\(Provenance.estimated.legend)\n")
  }

  /// One line per network behind a line of names.
  static func csv(of front: FrontRecord) -> String {
    let lines = front.points.map { point in
      let costs = Resource.allCases.map { resource in
        point.cost[resource].map { decimal($0.value, resource.description.unit.isWhole ? 0 : 3) }
          ?? ""
      }
      let numbers = [decimal(point.accuracy, 4)] + costs
      return numbers.joined(separator: ",") + ",\"\(point.architecture)\"\n"
    }
    let names = ["predicted_accuracy"] + Resource.allCases.map(\.columnName) + ["architecture"]
    return names.joined(separator: ",") + "\n" + lines.joined()
  }

  /// The same for a person.
  static func table(of front: FrontRecord) -> String {
    var table = TextTable(
      [.init("Accuracy", isNumber: true)] + Resource.columns + [.init("Architecture")])
    for point in front.points {
      table.add(
        [Quantity(point.accuracy, .estimated).text { "\(decimal(100 * $0, 1)) %" }]
          + point.cost.cells + ["\(point.architecture)"])
    }
    return table.lines.joined(separator: "\n") + "\n"
  }
}

extension Resource {
  /// The columns of a table of costs.
  static var columns: [TextTable.Column] {
    allCases.map { .init($0.description.heading, isNumber: true) }
  }

  /// The field of JSON in the form of column names, for example `flash_bytes`.
  fileprivate var columnName: String {
    description.key.map { $0.isUppercase ? "_\($0.lowercased())" : "\($0)" }.joined()
  }
}

/// The names of all resources as a list for the help.
private let axisNames = Resource.allCases.map(\.description.name).joined(separator: ", ")

/// Reads resources as a person lists them: `flash,ram,latency`.
private let costAxes: OptionReader<[Resource]> = { text in
  let axes = text.split(separator: ",", omittingEmptySubsequences: false)
    .map { Resource(named: String($0)) }
  let known = axes.compactMap(\.self)
  guard known.count == axes.count, Set(known).count == known.count else {
    throw OptionValueError(
      expected: "some of \(axisNames), each once and with commas between them, such as flash,ram")
  }
  return known
}
