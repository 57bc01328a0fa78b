import Architectures

/// Predicts accuracies as a sum over the choices of an architecture, by ridge regression.
///
/// Measurements are few and noisy, so the prediction only ranks children before one is measured. It
/// has one feature for each depth besides those of ``ArchitectureEncoding``.
struct AdditivePredictor {
  private let layout: FeatureLayout
  private let mean: Double
  private let weights: [Double]

  /// Fits measured candidates.
  init(_ candidates: [Candidate], in space: SearchSpace) {
    let layout = FeatureLayout(space)
    self.layout = layout
    let mean = candidates.reduce(0) { $0 + $1.accuracy } / Double(max(candidates.count, 1))
    self.mean = mean
    weights = ridgeRegression(
      candidates.map { layout.features(of: $0.architecture) },
      towards: candidates.map { $0.accuracy - mean }, features: layout.count)
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
