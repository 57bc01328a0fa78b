package import Architectures
import Foundation
package import Search

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

extension RunFolder {
  /// The sub-networks that the predictor learned from and was judged by; none where they are not kept.
  package func readMeasured(of space: SearchSpace) throws -> [Candidate] {
    try readMeasuredHalves(of: space).map(\.candidate)
  }

  func readMeasuredHalves(of space: SearchSpace) throws -> [MeasuredHalves] {
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
