import Architectures
import ArgumentParser
import Foundation
import Graphs
import Reports

/// Draws the measured sub-networks of a supernet, and those that a search chose for devices, as SVG.
struct Picture: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw measured sub-networks and the winners of a log as SVG.",
    discussion: """
      EXAMPLES
        thimble-bench picture > networks.svg
            the sub-networks of the CIFAR-10 supernet that comes with Thimble, and the winners of
            Results/learned-search.log
      """)

  @Option(help: "The file 'measured.json' of a supernet's predictor.")
  var measured = "Sources/Composition/Pipeline/Pretrained/cifar10/measured.json"
  @Option(help: "A log with the table of a search: device, held-out accuracy, architecture.")
  var log = "Results/learned-search.log"
  @Option(help: "The search space of both.") var space = "mobile-32-large"

  /// One entry of `measured.json`: the correct answers of each half of the held-out images.
  private struct Measurement: Decodable {
    var architecture: Architecture
    var correct: [Int]
    var images: [Int]
  }

  func run() throws {
    let space = try SearchSpace.builtIn(space)
    let data = try Data(contentsOf: URL(filePath: measured))
    let candidates = try JSONDecoder().decode([Measurement].self, from: data).map { entry in
      Report.Candidate(
        macs: try entry.architecture.graph(in: space).macs,
        accuracy: Double(entry.correct.reduce(0, +)) / Double(entry.images.reduce(0, +)))
    }
    let report = Report(
      title: "Sub-networks of one training on CIFAR-10", command: "thimble-bench picture", rows: [],
      candidates: candidates + (try winners(in: space)))
    guard let picture = report.picture else {
      throw ValidationError("'\(measured)' has no networks.")
    }
    print(picture, terminator: "")
  }

  /// The rows of the log's table that end in an architecture.
  private func winners(in space: SearchSpace) throws -> [Report.Candidate] {
    let text = try String(contentsOf: URL(filePath: log), encoding: .utf8)
    return try text.split(separator: "\n").compactMap { line in
      guard let start = line.range(of: "  r", options: .backwards)?.lowerBound,
        let architecture = try? Architecture(parsing: String(line[start...].dropFirst(2)))
      else { return nil }
      let words = line.split(separator: " ")
      guard words.count > 2, let percent = Double(words[1]) else { return nil }
      return Report.Candidate(
        macs: try architecture.graph(in: space).macs, accuracy: percent / 100,
        winnerOf: [String(words[0])])
    }
  }
}
