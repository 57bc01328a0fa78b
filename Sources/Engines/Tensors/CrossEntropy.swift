import Foundation

/// The cross-entropy of `softmax(logits)` against a wished distribution, and its gradient.
///
/// - Parameters:
///   - logits: `[N, classes]`.
///   - targets: `[N, classes]`, each row summing to 1.
///   - images: by how many the sum over the rows is divided.
/// - Returns: `−Σ target · log softmax / images` and `(softmax − target) / images`.
func crossEntropy(of logits: [Float], against targets: [Float], classes: Int, images: Int) -> (
  loss: Float, gradient: [Float]
) {
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
