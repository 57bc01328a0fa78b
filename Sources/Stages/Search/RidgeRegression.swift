/// The weights w of `(XᵀX + λI) w = Xᵀ y` with λ = 1, where the rows of X are ones at a few places.
///
/// - Parameter rows: per row of X the places of its ones, each at most once.
func ridgeRegression(_ rows: [[Int]], towards targets: [Double], features: Int) -> [Double] {
  var matrix = SymmetricMatrix(diagonal: 1, size: features)
  var vector = [Double](repeating: 0, count: features)
  for (ones, target) in zip(rows, targets) {
    for row in ones {
      vector[row] += target
      for column in ones where column <= row { matrix[row, column] += 1 }
    }
  }
  return matrix.solution(of: vector)
}

/// A symmetric positive definite matrix, of which the lower half is kept.
private struct SymmetricMatrix {
  private let size: Int
  private var values: [Double]

  init(diagonal: Double, size: Int) {
    self.size = size
    values = Array(repeating: 0, count: size * size)
    for index in 0..<size { self[index, index] = diagonal }
  }

  /// An element of the lower half: `column` is at most `row`.
  subscript(row: Int, column: Int) -> Double {
    get { values[row * size + column] }
    set { values[row * size + column] = newValue }
  }

  /// The x of `self · x = vector`, through the Cholesky factor.
  func solution(of vector: [Double]) -> [Double] {
    var factor = self
    for row in 0..<size {
      for column in 0...row {
        var sum = self[row, column]
        for index in 0..<column { sum -= factor[row, index] * factor[column, index] }
        factor[row, column] = row == column ? sum.squareRoot() : sum / factor[column, column]
      }
    }
    var x = vector
    for row in 0..<size {
      for index in 0..<row { x[row] -= factor[row, index] * x[index] }
      x[row] /= factor[row, row]
    }
    for row in (0..<size).reversed() {
      for index in row + 1..<size { x[row] -= factor[index, row] * x[index] }
      x[row] /= factor[row, row]
    }
    return x
  }
}
