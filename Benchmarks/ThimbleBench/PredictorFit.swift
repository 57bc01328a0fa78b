import Architectures
import ArgumentParser
import Foundation
import Randomness
import Search

/// The accuracy predictor on measured architectures of the paper's MobileNetV3 space.
///
/// Published latencies stand for accuracies: their logarithms are moved and scaled to a mean of 85 %
/// with a deviation of 2 points, and what is trained on gets noise beside.
struct PredictorFit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predictor", abstract: "Hold the accuracy predictor against measured networks.")

  @Option(help: "A table of measured networks with the columns ks, e, d and r.")
  var table = ".data/latency/ofa_mbv3_help_latency_ms.csv"

  @Option(help: "The column that stands for accuracies.")
  var column = "titan_rtx_32"

  @Option(help: "Measurements to train on.")
  var measured = 300

  @Option(help: "Points of noise on what is trained on.")
  var noise = 0.3

  @Option(help: "How often each measurement is seen.")
  var epochs = 100

  @Option(help: "Measurements of one step.")
  var batch = 100

  @Option(help: "Of Adam, on matrices.")
  var weightDecay = 1e-4

  @Option(help: "How many perceptrons are averaged.")
  var members = 1

  @Flag(inversion: .prefixedNo, help: "Fit a sum over the features first.")
  var additive = true

  @Option(help: "Decides order, noise and every draw.")
  var seed: UInt64 = 0

  func run() throws {
    let space = SearchSpace.ofaMobileNetV3()
    var generator = SeededGenerator(seed: seed)
    let all = try candidates().shuffled(using: &generator)
    let held = all.suffix(500)
    let trained = all.prefix(min(measured, all.count - held.count)).map { candidate in
      let sum = (0..<12).reduce(-6.0) { sum, _ in
        sum + Double.random(in: 0..<1, using: &generator)
      }
      return Candidate(
        architecture: candidate.architecture, accuracy: candidate.accuracy + noise / 100 * sum)
    }
    let clock = ContinuousClock()
    let start = clock.now
    let predictor = try AccuracyPredictor.trained(
      on: trained, in: space,
      settings: PredictorSettings(
        members: members, epochs: epochs, batch: batch, weightDecay: weightDecay,
        isAdditive: additive, seed: seed))
    let seconds = (clock.now - start) / .seconds(1)
    let quality = PredictionQuality(
      predicted: predictor(held.map(\.architecture)), measured: held.map(\.accuracy))
    printJSON([
      "measured": trained.count, "held_out": held.count, "seconds": seconds,
      "rmse_points": 100 * quality.rootMeanSquaredError, "kendall_tau": quality.kendallTau,
    ])
  }

  private func candidates() throws -> [Candidate] {
    let lines = try String(contentsOfFile: table, encoding: .utf8)
      .split(whereSeparator: \.isNewline)
    let names = lines[0].split(separator: ",").map(String.init)
    func numbers(_ field: Substring) -> [Int] { field.split(separator: ";").compactMap { Int($0) } }
    guard let value = names.firstIndex(of: column) else {
      throw ValidationError("\(table) has no column '\(column)'.")
    }
    let read = lines.dropFirst().compactMap { line -> (Architecture, Double)? in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count == names.count, let resolution = Int(fields[3]),
        let latency = Double(fields[value])
      else { return nil }
      let (kernels, ratios, depths) = (numbers(fields[0]), numbers(fields[1]), numbers(fields[2]))
      let units = depths.enumerated().map { unit, depth in
        (4 * unit..<4 * unit + depth).map {
          Architecture.Block(kernel: kernels[$0], expandRatio: ratios[$0])
        }
      }
      let first = [Architecture.Block(kernel: 3, expandRatio: 1)]
      return (Architecture(resolution: resolution, units: [first] + units), log(latency))
    }
    let mean = read.reduce(0) { $0 + $1.1 } / Double(read.count)
    let deviation =
      (read.reduce(0) { $0 + ($1.1 - mean) * ($1.1 - mean) } / Double(read.count)).squareRoot()
    return read.map {
      Candidate(architecture: $0.0, accuracy: 0.85 + 0.02 * ($0.1 - mean) / deviation)
    }
  }
}
