import Architectures
import ArgumentParser
import Files
import Foundation
import Pipeline
import Reports

/// Measures the blocks of a search space on this machine.
struct LatencyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "latency",
    abstract: "Measure how long the blocks of a search space take on this machine.",
    usage: """
      thimble latency --space <name|file> --output <file> [<options>]
      thimble latency --supernet <name|folder> --output <file> [<options>]
      """,
    discussion: """
      EXAMPLES
        thimble latency --supernet cifar10 --output host.json
            measures every block that networks of this supernet are made of
        thimble fit --supernet cifar10 --data-path .data/cifar10 \\
            --device my-board.json --latency-table host.json --latency-ms 0.5
            searches a network that takes at most half a millisecond by that table
        thimble latency --space mobile-32 --classes 3 --output host.json
            for a search space without a training, by name or as a JSON file; the
            last layer depends on the number of classes, the first on the channels

      Networks run in floating point (32 bits), one image at a time, on one thread.
      A network takes the sum of its blocks. Keep the machine quiet meanwhile. The
      table is JSON, {"name": …, "entries": {BLOCK: {"count", "mean", "std"}}} with
      milliseconds; one that was measured on another device may take its place.
      """)

  @Option(
    help: ArgumentHelp("The space of networks: a name or a JSON file.", valueName: "name|file"),
    completion: .list(SearchSpace.builtInNames))
  var space: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Classes of the networks of '--space' (default: those of the space).",
      valueName: "count"),
    transform: value(in: .whole(2...100_000)))
  var classes: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Channels of the images for '--space': 3 in colour, 1 in grey (default: 3).",
      valueName: "1|3"),
    transform: value(in: .whole(1...3)))
  var channels: Int?

  @Option(
    help: ArgumentHelp(
      "The space of a trained supernet: "
        + "\(TrainedSupernet.builtInNames.joined(separator: ", ")), or the run folder of one.",
      valueName: "name|folder"),
    completion: .list(TrainedSupernet.builtInNames))
  var supernet: String?

  @Option(help: ArgumentHelp("Where the table is written.", valueName: "file"))
  var output: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Timed runs of each block.", valueName: "count"),
    transform: value(in: .whole()))
  var runs = HostLatency().runs

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Runs of each block before they are timed.", valueName: "count"),
    transform: value(in: .whole(0...Int.max)))
  var warmUp = HostLatency().warmUp

  @Flag(help: "Show no progress.")
  var quiet = false

  func validate() throws {
    if (space == nil) == (supernet == nil) {
      throw ValidationError("Name one of '--space' and '--supernet'.")
    }
    if supernet != nil, classes != nil || channels != nil {
      throw ValidationError(
        "'--supernet' brings its classes and channels; leave '--classes' and '--channels' out.")
    }
  }

  func run() throws {
    var space =
      if let supernet { try TrainedSupernet(supernet).request.searchedSpace() } else {
        try RequestOptions.space(space ?? "")
      }
    space.classes = classes ?? space.classes
    space.imageChannels = channels ?? space.imageChannels
    let signal = InterruptSignal()
    let line = ProgressLine(isQuiet: quiet)
    defer { line.finish() }
    let latency = HostLatency(runs: runs, warmUp: warmUp)
    let table = try latency.measure(
      space, progress: { line.show($0) }, shouldStop: { signal.wasRaised })
    let error = try latency.deviation(
      of: try MeasuredLatencies(json: table, file: output), in: space)
    try table.writeDurably(to: URL(filePath: output))
    standardOutput.write(
      "Measured the blocks of \(space.name); use the table with: "
        + "\(shellOption("--latency-table", output))\n"
        + "\(error.networks) drawn networks as a whole: sums of blocks are "
        + "\(decimal(100 * error.mean.magnitude, 1)) % \(error.mean < 0 ? "below" : "above") on "
        + "average, at most \(decimal(100 * error.largest, 1)) % off\n")
  }
}
