import Foundation

/// What training makes small: how far the results of a network are from the targets.
package enum Loss: Sendable {
  /// The cross-entropy of the softmax of the results against a target distribution over classes.
  case crossEntropy
  /// The mean over all values of the squared difference from the targets.
  case squaredError

  /// The loss and its gradient.
  ///
  /// - Parameters:
  ///   - results: `[N, width]`.
  ///   - targets: `[N, width]`; for a cross-entropy each row sums to 1.
  ///   - width: the values of a row.
  ///   - images: by how many the sum over the rows is divided; those of the batch that the rows are a
  ///     part of.
  /// - Returns: the loss, and its gradient `[N, width]` by the results.
  func callAsFunction(
    of results: [Float], against targets: [Float], width: Int, images: Int
  ) -> (loss: Float, gradient: [Float]) {
    switch self {
    case .crossEntropy:
      crossEntropyLoss(of: results, against: targets, classes: width, images: images)
    case .squaredError:
      squaredErrorLoss(of: results, against: targets, values: width * images)
    }
  }
}

/// `Σ (result − target)² / values` and its gradient `2 (result − target) / values`.
private func squaredErrorLoss(
  of results: [Float], against targets: [Float], values: Int
) -> (loss: Float, gradient: [Float]) {
  let scale = 2 / Float(values)
  var gradient = [Float](repeating: 0, count: results.count)
  var loss: Double = 0
  for index in results.indices {
    let difference = results[index] - targets[index]
    loss += Double(difference) * Double(difference)
    gradient[index] = scale * difference
  }
  return (Float(loss / Double(values)), gradient)
}

/// The cross-entropy of `softmax(logits)` against a target distribution, and its gradient.
///
/// - Parameters:
///   - logits: `[N, classes]`.
///   - targets: `[N, classes]`, each row summing to 1.
///   - images: by how many the sum over the rows is divided.
/// - Returns: `−Σ target · log softmax / images` and `(softmax − target) / images`.
private func crossEntropyLoss(
  of logits: [Float], against targets: [Float], classes: Int, images: Int
) -> (loss: Float, gradient: [Float]) {
  var gradient = [Float](repeating: 0, count: logits.count)
  var loss: Double = 0
  for row in stride(from: 0, to: logits.count, by: classes) {
    let range = row..<row + classes
    let largest = logits[range].max() ?? 0
    let sum = logits[range].reduce(0) { $0 + exp($1 - largest) }
    let logSum = log(sum)
    for index in range {
      let logProbability = logits[index] - largest - logSum
      loss -= Double(targets[index] * logProbability)
      gradient[index] = (exp(logProbability) - targets[index]) / Float(images)
    }
  }
  return (Float(loss / Double(images)), gradient)
}
