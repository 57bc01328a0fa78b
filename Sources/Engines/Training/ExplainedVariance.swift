/// How much of the variance of target values a network's outputs explain, added up value by value.
///
/// With targets `t`, outputs `o` and the mean `m` of each target over all inputs it is
/// `1 − Σ (o − t)² / Σ (t − m)²`, the coefficient of determination R².
public struct ExplainedVariance: Codable, Equatable, Sendable {
  /// How many inputs were answered.
  public private(set) var inputs = 0
  /// The sum of squared errors over all inputs and values.
  private var errors = 0.0
  /// The sums of each target over the inputs; empty without inputs.
  private var sums: [Double] = []
  /// The sum of all squared targets.
  private var squares = 0.0

  /// Without inputs.
  public init() {}

  /// Adds one input.
  ///
  /// - Parameters:
  ///   - outputs: what the network gives.
  ///   - targets: the targets, as many.
  package mutating func add(
    outputs: some Collection<Float>, targets: some Collection<Float>
  ) {
    if sums.isEmpty { sums = [Double](repeating: 0, count: targets.count) }
    for (index, (output, target)) in zip(outputs, targets).enumerated() {
      let (output, target) = (Double(output), Double(target))
      errors += (output - target) * (output - target)
      sums[index] += target
      squares += target * target
    }
    inputs += 1
  }

  /// The mean squared error over all inputs and values; 0 without inputs.
  public var meanSquaredError: Double {
    inputs == 0 ? 0 : errors / Double(inputs * max(sums.count, 1))
  }

  /// The share of the variance that the outputs explain, 0 to 1; 0 also where the mean of each value
  /// would do better, and without inputs.
  public var share: Double {
    let variance = squares - sums.reduce(0) { $0 + $1 * $1 } / Double(max(inputs, 1))
    // Targets that never change leave nothing to explain.
    guard variance > 0 else { return errors == 0 && inputs > 0 ? 1 : 0 }
    return max(0, 1 - errors / variance)
  }
}
