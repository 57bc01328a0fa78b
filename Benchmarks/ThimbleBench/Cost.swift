import ArgumentParser
import Foundation
import Reports

/// Prints what serving devices costs by published methods, beside a run of Thimble, as Markdown.
struct Cost: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "What serving devices costs, of published methods and of a run.",
    discussion: """
      EXAMPLES
        thimble-bench cost --times runs/cifar10/times.json --served 3
            the hours of arXiv 1908.09791, table 1, for 40 devices, and those of a run that
            served three devices
      """)

  @Option(help: "The file 'times.json' of a run.") var times: String
  @Option(help: "How many devices the run served.") var served: Int
  @Option(help: "For how many devices published methods are asked.") var devices = 40

  func run() throws {
    let data = try Data(contentsOf: URL(filePath: times))
    let seconds = try JSONDecoder().decode([String: Double].self, from: data)
    let shared = ["train", "predictor"].reduce(0) { $0 + (seconds[$1] ?? 0) }
    let all = seconds.values.reduce(0, +)
    let ours = ServingCost(
      method: "this run", sharedHours: shared / 3600,
      hoursPerDevice: (all - shared) / 3600 / Double(max(served, 1)))
    print("| method | hours for \(devices) devices | lb CO2e | US$ |\n| --- | --- | --- | --- |")
    for cost in ServingCost.published {
      let hours = cost.hours(devices: devices)
      print(
        "| \(cost.method) | \(grouped(Int(hours))) "
          + "| \(grouped(Int(hours * ServingCost.poundsPerHour))) "
          + "| \(grouped(Int(hours * ServingCost.dollarsPerHour))) |")
    }
    print("\nHours of one V100. This run, in hours of the machine that it ran on:\n")
    print("| devices | hours |\n| --- | --- |")
    for count in [1, 10, devices, 1000] {
      print("| \(grouped(count)) | \(decimal(ours.hours(devices: count), 2)) |")
    }
  }
}
