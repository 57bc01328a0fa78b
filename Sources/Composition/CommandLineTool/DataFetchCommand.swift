import ArgumentParser
import Datasets
import Foundation
import Reports

import enum Pipeline.Progress

/// Downloads a public set of images.
struct DataFetchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Download, check and unpack a public set of images.",
    usage: "thimble data fetch [<options>] <set>",
    discussion: """
      EXAMPLES
        thimble data fetch cifar10
        thimble data fetch fashion-mnist --into data/fashion
        thimble data fetch mnist --url http://mirror.local/mnist

      Every archive is compared with the SHA-256 sum of the original, and so are the
      files in it. What is there is not fetched again; a download that was cut off
      goes on where it was.
      """)

  @Argument(
    help: ArgumentHelp("The set to fetch: \(Distribution.names).", valueName: "set"),
    completion: .list(Distribution.known.map(\.name)))
  var name: String

  @Option(
    help: ArgumentHelp(
      "The folder to put the files into (default: .data/SET).", valueName: "folder"))
  var into: String?

  @Option(
    help: ArgumentHelp(
      "The address of a folder that holds the archives (default: the official one).",
      valueName: "address"))
  var url: String?

  @Flag(help: "Show no progress.")
  var quiet = false

  @Flag(help: "Write the result as JSON to the standard output.")
  var json = false

  private struct Result: Encodable {
    var folder: String
    var fetched: [String]
  }

  func validate() throws {
    guard Distribution.known.contains(where: { $0.name == name }) else {
      throw ValidationError("There is no set '\(name)' to fetch; choose \(Distribution.names).")
    }
  }

  func run() throws {
    guard let distribution = Distribution.known.first(where: { $0.name == name }) else { return }
    let folder = into ?? ".data/\(name)"
    let signal = InterruptSignal()
    let line = ProgressLine(isQuiet: quiet)
    defer { line.finish() }
    let total = distribution.archives.reduce(0) { $0 + $1.bytes }
    line.show(.stage("\(name): \(decimal(Double(total) / 1e6, 1)) MB at most"))
    let fetched = try Fetching(
      distribution, into: URL(filePath: folder, directoryHint: .isDirectory), from: url,
      progress: { line.show(Self.step($0)) }, shouldStop: { signal.wasRaised }
    ).run()
    line.finish()
    if json { return try writeJSON(Result(folder: folder, fetched: fetched)) }
    standardOutput.write(
      fetched.isEmpty
        ? "All files are in \(folder) already\n"
        : "Fetched \(fetched.count) file\(fetched.count == 1 ? "" : "s") into \(folder)\n")
    if !quiet {
      standardError.write(
        "\nNext: thimble fit --data \(name) \(shellOption("--data-path", folder)) "
          + "--device stm32f746\n")
    }
  }

  /// In kilobytes, as a person reads them.
  private static func step(_ progress: Fetching.Progress) -> Progress {
    .step(
      done: progress.done / 1000, total: progress.total / 1000,
      detail: "\(progress.archive), \(decimal(Double(progress.done) / 1e6, 1)) of "
        + "\(decimal(Double(progress.total) / 1e6, 1)) MB")
  }
}

extension Distribution {
  /// The names of those that are known.
  fileprivate static var names: String { known.map(\.name).joined(separator: ", ") }
}
