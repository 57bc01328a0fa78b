import Architectures
import Randomness
import Search
import Supernets

/// Trains the predictor of a supernet's accuracies from measured sub-networks, and judges it by others.
struct PredictorStep {
  /// The space of the sub-networks.
  let space: SearchSpace
  /// How many are measured, and how large the predictor is.
  let plan: PredictorPlan
  /// The seed of the drawn sub-networks and of the predictor.
  let seed: UInt64
  /// The sub-networks that were measured before, in any order.
  let known: [MeasuredHalves]
  /// Measures a sub-network on two halves of the held-out images.
  let measure: (Architecture) throws -> MeasuredHalves
  /// Saves the measurements made so far; called after each one.
  let keep: ([MeasuredHalves]) throws -> Void

  /// The predictor, and how well it predicts.
  ///
  /// - Throws: ``PipelineError/request(_:)`` where the space has too few sub-networks.
  func run() throws -> (AccuracyPredictor, PredictorRecord) {
    let measured = try measured(count: plan.samples + plan.tests)
    // The first ones are the tests, so that more samples later keep them.
    let tests = measured.prefix(plan.tests)
    let learned = measured.dropFirst(plan.tests).map(\.candidate)
    let predictor = try AccuracyPredictor.trained(
      on: learned, in: space,
      settings: PredictorSettings(width: plan.width, members: plan.members, seed: seed))
    let quality = PredictionQuality(
      predicted: predictor(tests.map(\.architecture)), measured: tests.map(\.accuracy))
    let accuracies = tests.map(\.accuracy).sorted()
    let record = PredictorRecord(
      samples: learned.count, tests: tests.count,
      rootMeanSquaredError: quality.rootMeanSquaredError, kendallTau: quality.kendallTau,
      noiseCeiling: PredictionQuality.noiseCeiling(
        firstHalf: tests.map { $0.accuracies[0] }, secondHalf: tests.map { $0.accuracies[1] }),
      testRange: [accuracies[0], accuracies[accuracies.count - 1]])
    return (predictor, record)
  }

  private func measured(count: Int) throws -> [MeasuredHalves] {
    let known = Dictionary(known.map { ($0.architecture, $0) }, uniquingKeysWith: { $1 })
    var generator = SeededGenerator(seed: seed)
    var drawn: Set<Architecture> = []
    let most = space.architectureCount ?? .max
    guard UInt128(count) <= most / 2 else {
      throw PipelineError.request(
        "The space has \(most) sub-networks; ask for at most half as many, here \(count).")
    }
    var measured: [MeasuredHalves] = []
    while measured.count < count {
      let architecture = space.random(using: &generator)
      guard drawn.insert(architecture).inserted else { continue }
      if let old = known[architecture] {
        measured.append(old)
        continue
      }
      measured.append(try measure(architecture))
      try keep(measured)
    }
    return measured
  }
}
