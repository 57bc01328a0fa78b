import Graphs

/// Trains a ``Perceptron`` by steps of Adam on the mean squared error.
///
/// Weight decay is added to the gradients of matrices, as in `torch.optim.Adam`. Forward, backward
/// and the gradients of weights are the same product of matrices; one thread does all.
package struct PerceptronTraining {
  /// The constants of Adam (arXiv 1412.6980, algorithm 1).
  package struct Method: Equatable, Sendable {
    package var learningRate: Double
    package var weightDecay: Double
    package var beta1 = 0.9
    package var beta2 = 0.999
    package var epsilon = 1e-8

    package init(learningRate: Double, weightDecay: Double) {
      self.learningRate = learningRate
      self.weightDecay = weightDecay
    }
  }

  private let kernels: DenseKernels
  private var layers: PerceptronLayers
  private var moments: PerceptronMoments
  private var steps = 0

  /// Starts from these tensors; nil where they are not those of a perceptron.
  package init?(_ weights: Weights) {
    self.init(weights, kernels: .standard)
  }

  init?(_ weights: Weights, kernels: DenseKernels) {
    guard let layers = PerceptronLayers(weights, kernels) else { return nil }
    self.kernels = kernels
    self.layers = layers
    moments = PerceptronMoments(layers)
  }

  /// The tensors after the steps so far.
  package var weights: Weights { layers.weights }

  /// One step; returns the mean squared error before it.
  package mutating func step(
    _ rows: OneHotRows, towards targets: [Float], _ method: Method
  ) -> Float {
    require(rows.count == targets.count && !targets.isEmpty, "Each row has a target.")
    let (gradients, loss) = gradients(rows, targets)
    steps += 1
    let rule = Adam(method, step: steps)
    for layer in layers.matrices.indices {
      rule.descend(
        &layers.matrices[layer], gradients.matrices[layer], &moments.means.matrices[layer],
        &moments.squares.matrices[layer], isDecayed: true)
      rule.descend(
        &layers.biases[layer], gradients.biases[layer], &moments.means.biases[layer],
        &moments.squares.biases[layer], isDecayed: false)
    }
    rule.descend(
      &layers.last, gradients.last, &moments.means.last, &moments.squares.last, isDecayed: true)
    return loss
  }

  /// The gradients of the mean squared error, with matrices and vectors as of the layers.
  func gradients(_ rows: OneHotRows, _ targets: [Float]) -> (PerceptronLayers, loss: Float) {
    let (width, count) = (layers.width, rows.count)
    let zeros = [Float](repeating: 0, count: kernels.padded(rows: count) * width)
    let noBias = [Float](repeating: 0, count: width)

    var values = [zeros]
    for row in 0..<count {
      kernels.gather(
        rows, row: row, layers.matrices[0], bias: layers.biases[0], low: 0, outputs: width,
        into: &values[0])
    }
    for layer in layers.matrices.indices.dropFirst() {
      var y = zeros
      kernels.dense(
        values[layer - 1], kernels.packed(layers.matrices[layer], inputs: width, outputs: width),
        bias: layers.biases[layer], low: 0, rows: count, inputs: width, outputs: width, into: &y)
      values.append(y)
    }
    let results = kernels.dots(values[values.count - 1], layers.last, rows: count)
    let errors = zip(results, targets).map { $0 + layers.base - $1 }
    let loss = errors.reduce(0) { $0 + $1 * $1 } / Float(count)

    var gradients = layers
    gradients.base = 0
    var slopes = zeros
    gradients.last = noBias
    for (row, error) in errors.enumerated() {
      let slope = 2 * error / Float(count)
      for unit in 0..<width {
        let value = values[values.count - 1][row * width + unit]
        gradients.last[unit] += slope * value
        slopes[row * width + unit] = value > 0 ? slope * layers.last[unit] : 0
      }
    }
    for layer in layers.matrices.indices.reversed() {
      gradients.biases[layer] = columnSums(slopes, rows: count)
      if layer == 0 { break }
      // The product of transposed values and slopes; rows past the last are zeros.
      let inputs = transposed(values[layer - 1], rows: count, columns: width)
      var gradient = [Float](repeating: 0, count: kernels.padded(rows: width) * width)
      kernels.dense(
        inputs, kernels.packed(slopes, inputs: count, outputs: width), bias: noBias,
        low: -.infinity, rows: width, inputs: count, outputs: width, into: &gradient)
      gradients.matrices[layer] = gradient
      let matrix = transposed(layers.matrices[layer], rows: width, columns: width)
      var earlier = zeros
      kernels.dense(
        slopes, kernels.packed(matrix, inputs: width, outputs: width), bias: noBias,
        low: -.infinity, rows: count, inputs: width, outputs: width, into: &earlier)
      for index in 0..<count * width where values[layer - 1][index] <= 0 { earlier[index] = 0 }
      slopes = earlier
    }
    gradients.matrices[0] = [Float](repeating: 0, count: layers.inputs * width)
    for row in 0..<count {
      for place in rows.range(of: row) {
        let first = Int(rows.indices[place]) * width
        for unit in 0..<width {
          gradients.matrices[0][first + unit] += slopes[row * width + unit]
        }
      }
    }
    return (gradients, loss)
  }

  private func columnSums(_ values: [Float], rows: Int) -> [Float] {
    var sums = [Float](repeating: 0, count: layers.width)
    for row in 0..<rows {
      for unit in 0..<layers.width { sums[unit] += values[row * layers.width + unit] }
    }
    return sums
  }

  /// `[columns, rows]`, with room for whole steps of rows.
  private func transposed(_ values: [Float], rows: Int, columns: Int) -> [Float] {
    var result = [Float](repeating: 0, count: kernels.padded(rows: columns) * rows)
    for row in 0..<rows {
      for column in 0..<columns { result[column * rows + row] = values[row * columns + column] }
    }
    return result
  }
}

/// The running means of the gradients and of their squares.
private struct PerceptronMoments {
  var means: PerceptronLayers
  var squares: PerceptronLayers

  init(_ layers: PerceptronLayers) {
    means = layers
    means.matrices = layers.matrices.map { Array(repeating: 0, count: $0.count) }
    means.biases = layers.biases.map { Array(repeating: 0, count: $0.count) }
    means.last = Array(repeating: 0, count: layers.last.count)
    squares = means
  }
}

/// One step of Adam with the factors that all values share.
private struct Adam {
  let decay, keptMean, takenMean, keptSquare, takenSquare, epsilon, rate, root: Float

  init(_ method: PerceptronTraining.Method, step: Int) {
    decay = Float(method.weightDecay)
    keptMean = Float(method.beta1)
    takenMean = Float(1 - method.beta1)
    keptSquare = Float(method.beta2)
    takenSquare = Float(1 - method.beta2)
    epsilon = Float(method.epsilon)
    var (mean, square) = (1.0, 1.0)
    for _ in 0..<step { (mean, square) = (mean * method.beta1, square * method.beta2) }
    rate = Float(method.learningRate / (1 - mean))
    root = Float((1 - square).squareRoot())
  }

  func descend(
    _ values: inout [Float], _ gradients: [Float], _ means: inout [Float],
    _ squares: inout [Float], isDecayed: Bool
  ) {
    let decay = isDecayed ? decay : 0
    let count = values.count
    values.withUnsafeMutableBufferPointer { values in
      means.withUnsafeMutableBufferPointer { means in
        squares.withUnsafeMutableBufferPointer { squares in
          gradients.withUnsafeBufferPointer { gradients in
            for index in 0..<count {
              let gradient = gradients[index] + decay * values[index]
              means[index] = keptMean * means[index] + takenMean * gradient
              squares[index] = keptSquare * squares[index] + takenSquare * gradient * gradient
              values[index] -= rate * means[index] / (squares[index].squareRoot() / root + epsilon)
            }
          }
        }
      }
    }
  }
}
