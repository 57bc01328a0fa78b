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
            the hours of arXiv 1908.09791, table 1, and those of a run that served three
            devices, for 1, 10, 40, 100 and 1,000 devices
      """)

  @Option(help: "The file 'times.json' of a run.") var times: String
  @Option(help: "How many devices the run served.") var served: Int
  @Option(help: "For how many devices the table of the paper is made, too.") var devices = 40

  /// The numbers of devices that are compared.
  private var counts: [Int] { Set([1, 10, 100, 1000, devices]).sorted() }

  func validate() throws {
    if served < 1 || devices < 1 {
      throw ValidationError("'--served' and '--devices' are at least 1.")
    }
  }

  func run() throws {
    let data = try Data(contentsOf: URL(filePath: times))
    let seconds = try JSONDecoder().decode([String: Double].self, from: data)
    print(published + "\n" + ours(seconds))
  }

  /// The paper's methods: hours against devices, then dollars and carbon dioxide as in its table.
  private var published: String {
    """
    ## Published methods

    Hours of one V100, search and training together, by arXiv 1908.09791, table 1: hours once, plus hours
    for each device. ImageNet, phones.

    \(table(ServingCost.published, places: 0))
    For \(devices) devices, at \(decimal(ServingCost.dollarsPerHour, 2)) US$ and \
    \(decimal(ServingCost.poundsPerHour, 4)) lb of CO2 equivalent an hour:

    | method | hours | lb CO2e | US$ |
    | --- | ---: | ---: | ---: |
    \(ServingCost.published.map(money).joined(separator: "\n"))

    """
  }

  /// The run: what each step took, and the same sum against devices.
  private func ours(_ seconds: [String: Double]) -> String {
    let once = ["train", "predictor"]
    let shared = once.reduce(0) { $0 + (seconds[$1] ?? 0) }
    let each = seconds.filter { !once.contains($0.key) }.sorted { $0.key < $1.key }
    let cost = ServingCost(
      method: "this run", sharedHours: shared / 3600,
      hoursPerDevice: each.reduce(0) { $0 + $1.value } / 3600 / Double(served))
    let steps =
      once.map { "| \($0) | \(decimal(seconds[$0] ?? 0, 0)) | once |" }
      + each.map {
        "| \($0.key) | \(decimal($0.value, 1)) | "
          + "\(threeDigits($0.value / Double(served))) s for each of \(grouped(served)) |"
      }
    return """
      ## This run

      Seconds of the machine that it ran on. They are no hours of a V100, and the images are others: what
      can be compared is how the sum grows with the devices.

      | step | seconds | counted |
      | --- | ---: | --- |
      \(steps.joined(separator: "\n"))

      Hours:

      \(table([cost], places: 2))
      With \(grouped(counts[counts.count - 1])) devices the shared part is \
      \(decimal(100 * cost.sharedHours / cost.hours(devices: counts[counts.count - 1]), 0)) % of all.
      """
  }

  /// Hours against devices.
  private func table(_ costs: [ServingCost], places: Int) -> String {
    func hours(_ value: Double) -> String {
      places == 0 ? grouped(Int(value)) : decimal(value, places)
    }
    let head = ["method", "once", "each"] + counts.map { "N = \(grouped($0))" }
    let rows = costs.map { cost in
      [
        cost.method, hours(cost.sharedHours),
        places == 0 ? hours(cost.hoursPerDevice) : decimal(cost.hoursPerDevice, 5),
      ] + counts.map { hours(cost.hours(devices: $0)) }
    }
    func line(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |" }
    let rule = line(["---"] + Array(repeating: "---:", count: head.count - 1))
    return ([line(head), rule] + rows.map(line)).joined(separator: "\n") + "\n"
  }

  private func money(_ cost: ServingCost) -> String {
    let hours = cost.hours(devices: devices)
    return "| \(cost.method) | \(grouped(Int(hours))) "
      + "| \(grouped(Int(hours * ServingCost.poundsPerHour))) "
      + "| \(grouped(Int(hours * ServingCost.dollarsPerHour))) |"
  }
}
