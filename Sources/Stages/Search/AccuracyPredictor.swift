import Architectures

/// Predicts accuracies as a sum over the choices of an architecture, by ridge regression.
///
/// Measurements are few and noisy, so the prediction only ranks children before one is measured.
struct AccuracyPredictor {
  private let layout: FeatureLayout
  private let mean: Double
  private let weights: [Double]

  /// Fits `(XᵀX + λI) w = Xᵀ(y − mean)` to measured candidates, with λ = 1.
  init(_ candidates: [Candidate], in space: SearchSpace) {
    let layout = FeatureLayout(space)
    self.layout = layout
    let mean = candidates.reduce(0) { $0 + $1.accuracy } / Double(max(candidates.count, 1))
    self.mean = mean
    var matrix = SymmetricMatrix(diagonal: 1, size: layout.count)
    var vector = [Double](repeating: 0, count: layout.count)
    for candidate in candidates {
      let features = layout.features(of: candidate.architecture)
      for row in features {
        vector[row] += candidate.accuracy - mean
        for column in features where column <= row { matrix[row, column] += 1 }
      }
    }
    weights = matrix.solution(of: vector)
  }

  /// The predicted accuracy.
  func callAsFunction(_ architecture: Architecture) -> Double {
    layout.features(of: architecture).reduce(mean) { $0 + weights[$1] }
  }
}

/// One feature per choice of each gene; a feature is 1 where the choice is taken, or else 0.
private struct FeatureLayout {
  private struct Unit {
    var depths: Choices
    var kernels: [Choices] = []
    var expandRatios: [Choices] = []
  }

  private struct Choices {
    var first: Int
    var values: [Int]

    func feature(of value: Int) -> Int { first + (values.firstIndex(of: value) ?? 0) }
  }

  private(set) var count = 0
  private var resolutions: Choices
  private var units: [Unit] = []

  init(_ space: SearchSpace) {
    resolutions = Choices(first: 0, values: space.resolutions)
    count = space.resolutions.count
    for unit in space.units {
      var genes = Unit(depths: add(unit.depths))
      for _ in 0..<(unit.depths.last ?? 0) {
        genes.kernels.append(add(unit.kernels))
        genes.expandRatios.append(add(unit.expandRatios))
      }
      units.append(genes)
    }
  }

  private mutating func add(_ values: [Int]) -> Choices {
    defer { count += values.count }
    return Choices(first: count, values: values)
  }

  /// The features that are 1.
  func features(of architecture: Architecture) -> [Int] {
    var features = [resolutions.feature(of: architecture.resolution)]
    for (genes, blocks) in zip(units, architecture.units) {
      features.append(genes.depths.feature(of: blocks.count))
      for (index, block) in blocks.enumerated() {
        features.append(genes.kernels[index].feature(of: block.kernel))
        features.append(genes.expandRatios[index].feature(of: block.expandRatio))
      }
    }
    return features
  }
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
