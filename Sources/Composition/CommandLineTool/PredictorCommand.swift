import ArgumentParser
import Foundation
import Pipeline
import Reports

/// Supernet to the predictor of its parts' accuracies.
struct PredictorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predictor",
    abstract: "Train the predictor of the accuracies of a supernet's sub-networks.",
    usage: "thimble predictor [<options>]",
    discussion: """
      EXAMPLES
        thimble predictor --run runs/cifar10
            measures 800 sub-networks and learns from 600 of them
        thimble predictor --run runs/cifar10 --samples 2000
            learns from more; what was measured before is not measured again

      It writes 'measured.json', 'predictor.safetensors' and 'predictor.json'.
      'thimble search' on this run, and every run with '--supernet' and this folder,
      then asks the predictor and measures the winners alone, so that a further
      device costs seconds.
      """)

  @OptionGroup var options: WorkOptions
  @OptionGroup var data: DataPathOption

  @Option(
    parsing: .unconditional,
    help: "Sub-networks to learn from, drawn uniformly.",
    transform: value(of: PredictorPlan.samples))
  var samples = PredictorPlan().samples

  @Option(
    parsing: .unconditional,
    help: "Further sub-networks to judge the predictor by.",
    transform: value(of: PredictorPlan.tests))
  var tests = PredictorPlan().tests

  func run() async throws {
    let folder = try options.run.folder()
    let record = try await options.work(on: folder, dataPath: data.dataPath) {
      try $0.trainPredictor(PredictorPlan(samples: samples, tests: tests))
    }
    if options.run.json { return try writeJSON(record) }
    standardOutput.write(Self.text(of: record))
    guard !options.run.quiet else { return }
    standardError.write(
      "\nNext: thimble search \(shellOption("--run", folder.shortPath))\n")
  }

  /// What is known of the predictor, line by line.
  static func text(of record: PredictorRecord) -> String {
    func percent(_ value: Double) -> String { "\(decimal(100 * value, 1)) %" }
    return """
      learned from      \(grouped(record.samples)) sub-networks
      judged by         \(grouped(record.tests)) others, \(percent(record.testRange[0])) to \
      \(percent(record.testRange[1]))
      RMSE              \(decimal(100 * record.rootMeanSquaredError, 2)) points
      Kendall's tau     \(decimal(record.kendallTau, 3))
      noise ceiling     \(decimal(record.noiseCeiling, 3)), tau between halves of the held-out images

      """
  }
}
