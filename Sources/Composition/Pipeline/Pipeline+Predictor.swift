package import Architectures
import Datasets
import Foundation
import Randomness
import Reports
package import Search
import Supernets
import Tensors

/// How well the accuracy predictor of a supernet predicts, as `predictor.json` keeps it.
public struct PredictorRecord: Codable, Equatable, Sendable {
  /// Sub-networks that it learned from.
  public var samples: Int
  /// Further sub-networks that it was judged by.
  public var tests: Int
  /// The root of the mean squared error on the latter, of accuracies from 0 to 1.
  public var rootMeanSquaredError: Double
  /// Kendall's τ between prediction and measurement on the latter.
  public var kendallTau: Double
  /// Kendall's τ between their accuracies on two halves of the held-out images: what the noise of
  /// measuring leaves to predict with half of the images.
  public var noiseCeiling: Double
  /// The accuracies of the latter, lowest and highest.
  public var testRange: [Double]
}

/// A sub-network with its accuracy on two halves of the held-out images, as `measured.json` keeps it.
struct MeasuredHalves: Codable, Equatable, Sendable {
  var architecture: Architecture
  /// Rightly classified images of each half.
  var correct: [Int]
  /// Images of each half.
  var images: [Int]

  var accuracy: Double { Double(correct.reduce(0, +)) / Double(max(images.reduce(0, +), 1)) }
  /// Whether a measurement ends so: of two halves, of which one may be empty.
  var isPossible: Bool {
    correct.count == 2 && images.count == 2 && images != [0, 0]
      && zip(correct, images).allSatisfy { 0 <= $0 && $0 <= $1 && $1 <= 1_000_000_000 }
  }

  var candidate: Candidate { Candidate(architecture: architecture, accuracy: accuracy) }
  var accuracies: [Double] { zip(correct, images).map { Double($0) / Double(max($1, 1)) } }
}

extension Pipeline {
  /// Measures sub-networks of the trained supernet and trains the predictor of their accuracy:
  /// `predictor.safetensors` and `predictor.json`.
  ///
  /// Later searches of this run and of those that take its supernet ask the predictor. What is
  /// measured is kept at once, in `measured.json`, so that a stopped process goes on.
  /// - Throws: ``PipelineError/missing(file:step:)`` where the training has not ended.
  public func trainPredictor(_ plan: PredictorPlan = PredictorPlan()) throws -> PredictorRecord {
    if let sentence = plan.violation { throw PipelineError.request(sentence) }
    progress(.stage("predictor"))
    let start = ContinuousClock.now
    let measured = try measuredHalves(count: plan.samples + plan.tests)
    // The first ones are the tests, so that more samples later keep them.
    let tests = measured.prefix(plan.tests)
    let learned = measured.dropFirst(plan.tests).map(\.candidate)
    let predictor = try AccuracyPredictor.trained(
      on: learned, in: try request.searchedSpace(),
      settings: PredictorSettings(
        width: plan.width, members: plan.members, seed: seed(of: .predictor)))
    let quality = PredictionQuality(
      predicted: predictor(tests.map(\.architecture)), measured: tests.map(\.accuracy))
    let accuracies = tests.map(\.accuracy).sorted()
    let record = PredictorRecord(
      samples: learned.count, tests: tests.count,
      rootMeanSquaredError: quality.rootMeanSquaredError, kendallTau: quality.kendallTau,
      noiseCeiling: PredictionQuality.noiseCeiling(
        firstHalf: tests.map { $0.accuracies[0] }, secondHalf: tests.map { $0.accuracies[1] }),
      testRange: [accuracies[0], accuracies[accuracies.count - 1]])
    try predictor.file.write(to: run.predictor)
    try run.write(record, to: run.predictorRecord)
    var times = run.readTimes()
    times["predictor", default: 0] += (ContinuousClock.now - start) / .seconds(1)
    try run.write(times, to: run.times)
    return record
  }

  /// The predictor of the run's supernet, or nil where none was trained.
  func accuracyPredictor() throws -> AccuracyPredictor? {
    try run.readPredictor(of: try request.searchedSpace())
  }

  /// So many different sub-networks, drawn uniformly by seed, with their accuracies.
  private func measuredHalves(count: Int) throws -> [MeasuredHalves] {
    var generator = SeededGenerator(seed: seed(of: .predictor))
    let space = try request.searchedSpace()
    var measured = try run.readMeasuredHalves(of: space)
    let known = Dictionary(
      measured.map { ($0.architecture, $0) }, uniquingKeysWith: { first, _ in first })
    measured = []
    let evaluation = try subnetworkEvaluation()
    let images = grouped(try dataset().heldOut.count)
    var drawn: Set<Architecture> = []
    let most = space.architectureCount ?? .max
    guard UInt128(count) <= most / 2 else {
      throw PipelineError.request(
        "The space has \(most) sub-networks; ask for at most half as many, here \(count).")
    }
    var lastWrite = ContinuousClock.now
    while measured.count < count {
      let architecture = space.random(using: &generator)
      guard drawn.insert(architecture).inserted else { continue }
      if let old = known[architecture] {
        measured.append(old)
        continue
      }
      if shouldStop() {
        try run.write(measured, to: run.measured)
        throw PipelineError.interrupted(step: "predictor")
      }
      let halves = try evaluation.halves(of: architecture)
      measured.append(
        MeasuredHalves(
          architecture: architecture, correct: halves.map(\.correct), images: halves.map(\.images)))
      if ContinuousClock.now - lastWrite > .seconds(10) || measured.count == count {
        try run.write(measured, to: run.measured)
        lastWrite = .now
      }
      let best = decimal(100 * (measured.map(\.accuracy).max() ?? 0), 1)
      progress(
        .step(
          done: measured.count, total: count,
          detail: "best so far \(best) % of \(images) held-out images"))
    }
    return measured
  }
}

extension RunFolder {
  /// The sub-networks that the predictor learned from and was judged by; none where they are not kept.
  package func readMeasured(of space: SearchSpace) throws -> [Candidate] {
    try readMeasuredHalves(of: space).map(\.candidate)
  }

  fileprivate func readMeasuredHalves(of space: SearchSpace) throws -> [MeasuredHalves] {
    let step = "predictor"
    let all = try readIfPresent([MeasuredHalves].self, from: measured, writtenBy: step) ?? []
    for halves in all {
      do {
        try space.validate(halves.architecture)
      } catch {
        throw PipelineError.damaged(file: measured.path, reason: "\(error)", step: step)
      }
      guard halves.isPossible else {
        throw PipelineError.damaged(
          file: measured.path,
          reason:
            "'\(halves.architecture)' has \(halves.correct) of \(halves.images) images right.",
          step: step)
      }
    }
    return all
  }
}
