import Graphs

/// How well predictions meet measurements of the same architectures.
package struct PredictionQuality: Equatable, Sendable {
  /// The root of the mean squared error, of accuracies from 0 to 1.
  package var rootMeanSquaredError: Double
  /// Kendall's τ, from −1 to 1.
  package var kendallTau: Double

  /// - Precondition: there are as many predictions as measurements, at least two.
  package init(predicted: [Double], measured: [Double]) {
    require(
      predicted.count == measured.count && predicted.count >= 2,
      "Each measurement has a prediction, and there are at least two.")
    let squares = zip(predicted, measured).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    rootMeanSquaredError = (squares / Double(predicted.count)).squareRoot()
    kendallTau = Search.kendallTau(predicted, measured)
  }

  /// What the noise of measuring leaves to predict: τ between the accuracies of the same
  /// architectures on two halves of the held-out images.
  ///
  /// Each half has twice the variance of the whole, so that a predictor may exceed it a little.
  package static func noiseCeiling(firstHalf: [Double], secondHalf: [Double]) -> Double {
    Search.kendallTau(firstHalf, secondHalf)
  }
}

/// Kendall's τ-b: pairs in the same order less pairs in the other one, over the geometric mean of
/// the pairs that are not tied in each list; 0 where all are tied.
func kendallTau(_ first: [Double], _ second: [Double]) -> Double {
  require(first.count == second.count, "Each value has a partner.")
  var (difference, inFirst, inSecond) = (0, 0, 0)
  for index in first.indices {
    for other in 0..<index {
      let (left, right) = (
        order(first[index], first[other]), order(second[index], second[other])
      )
      difference += left * right
      inFirst += left * left
      inSecond += right * right
    }
  }
  guard inFirst > 0, inSecond > 0 else { return 0 }
  return Double(difference) / (Double(inFirst) * Double(inSecond)).squareRoot()
}

private func order(_ left: Double, _ right: Double) -> Int {
  left > right ? 1 : left < right ? -1 : 0
}
