import Graphs
package import Tensors

/// Changes the trained values of a store along their gradients, as PyTorch's optimizers do.
///
/// Running statistics are not trained. Adam moves the ranges of quantizers, which are clips and steps,
/// by the rate as a share of them: their logarithms are what it trains, so that a step of 0.001 and a
/// clip of 6 are as quick (arXiv 1903.08066). Weight decay reaches tensors of two and more dimensions, so
/// that biases and batch norms are left alone. One thread does all, in a fixed order.
package struct Optimizer {
  /// A trained tensor with what the method remembers of it.
  private struct Slot {
    var name: String
    var decay: Float
    /// Whether Adam trains the logarithm.
    var isRange: Bool
    var shape: [Int]
    /// As many as the method has moments, each as large as the tensor.
    var moments: [[Float]]
  }

  private let method: Recipe.Method
  private var slots: [Slot]

  /// An optimizer for the tensors of `store`, without memory.
  ///
  /// - Parameter undecayed: the names of further tensors that weight decay leaves alone.
  package init(
    _ method: Recipe.Method, weightDecay: Double, for store: ParameterStore,
    undecayed: Set<String> = []
  ) {
    self.method = method
    let moments = method.momentNames.count
    slots = store.names.filter(Self.isTrained).map { name in
      let shape = store.shape(of: name)
      let isDecayed = shape.count > 1 && !undecayed.contains(name)
      let zeros = [Float](repeating: 0, count: shape.reduce(1, *))
      return Slot(
        name: name, decay: isDecayed ? Float(weightDecay) : 0, isRange: Self.isRange(name),
        shape: shape, moments: Array(repeating: zeros, count: moments))
    }
  }

  /// Whether gradients reach the tensor of this name; all but running statistics.
  static func isTrained(_ name: String) -> Bool { role(of: name)?.isTrainable ?? true }

  private static func isRange(_ name: String) -> Bool {
    switch role(of: name) {
    case .clip, .step: true
    case .weight, .bias, .runningMean, .runningVariance, .ratio, nil: false
    }
  }

  private static func role(of name: String) -> Parameter.Role? {
    let suffix = name.split(separator: ".").last.map(String.init) ?? name
    return Parameter.Role(rawValue: suffix)
  }

  /// One step along the gradients of `store`, which stay as they are.
  ///
  /// - Parameter step: the steps before this one.
  package mutating func update(_ store: ParameterStore, learningRate: Double, step: Int) {
    for index in slots.indices {
      let values = store.values(of: slots[index].name)
      let gradients = UnsafeBufferPointer(store.gradients(of: slots[index].name))
      let decay = slots[index].decay
      switch method {
      case .sgd(let momentum, let isNesterov):
        slots[index].moments[0].withUnsafeMutableBufferPointer {
          descend(
            values, gradients, velocity: $0, rate: Float(learningRate), decay: decay,
            momentum: Float(momentum), isNesterov: isNesterov)
        }
      case .adamW(let beta1, let beta2, let epsilon):
        let rule = AdamW(
          beta1: beta1, beta2: beta2, epsilon: epsilon, rate: learningRate, decay: decay,
          step: step)
        let isRange = slots[index].isRange
        var (mean, variance) = (slots[index].moments[0], slots[index].moments[1])
        // Emptied, so that the copies above are the only owners and are changed in place.
        slots[index].moments = []
        mean.withUnsafeMutableBufferPointer { mean in
          variance.withUnsafeMutableBufferPointer { variance in
            if isRange {
              rule.descendInLogarithms(values, gradients, mean, variance)
            } else {
              rule.descend(values, gradients, mean, variance)
            }
          }
        }
        slots[index].moments = [mean, variance]
      }
    }
  }

  /// What the optimizer remembers, named `MOMENT/TENSOR`.
  package var state: Weights {
    var state = Weights()
    for slot in slots {
      for (moment, values) in zip(method.momentNames, slot.moments) {
        state["\(moment)/\(slot.name)"] = Tensor(shape: slot.shape, values: values)
      }
    }
    return state
  }

  /// Replaces the memory by that of ``state``; names that are not there keep theirs.
  package mutating func load(_ state: Weights) {
    for index in slots.indices {
      for (moment, name) in method.momentNames.enumerated() {
        guard let tensor = state["\(name)/\(slots[index].name)"] else { continue }
        require(tensor.shape == slots[index].shape, "a moment has the shape \(tensor.shape)")
        slots[index].moments[moment] = tensor.values
      }
    }
  }
}

extension Recipe.Method {
  /// What the method remembers of each value.
  fileprivate var momentNames: [String] {
    switch self {
    case .sgd: ["velocity"]
    case .adamW: ["mean", "variance"]
    }
  }
}

/// With g the gradient plus decay · w: v ← momentum · v + g, then w ← w − rate · v, or with Nesterov
/// w ← w − rate · (g + momentum · v) (`torch.optim.SGD`).
private func descend(
  _ values: UnsafeMutableBufferPointer<Float>, _ gradients: UnsafeBufferPointer<Float>,
  velocity: UnsafeMutableBufferPointer<Float>, rate: Float, decay: Float, momentum: Float,
  isNesterov: Bool
) {
  // The two ways to take the velocity are one expression, so that the loop has no branch.
  let (ofGradient, ofVelocity): (Float, Float) = isNesterov ? (1, momentum) : (0, 1)
  for index in values.indices {
    let gradient = gradients[index] + decay * values[index]
    let next = momentum * velocity[index] + gradient
    velocity[index] = next
    values[index] -= rate * (ofGradient * gradient + ofVelocity * next)
  }
}

/// One step of AdamW with the factors that all values share (`torch.optim.AdamW`).
private struct AdamW {
  // What moments keep and take is rounded by itself: 1 − beta in 32 bits would be off by 10⁻⁵.
  let takenMean, keptVariance, takenVariance: Float
  let epsilon, shrinkage, rate, varianceRoot: Float

  init(
    beta1: Double, beta2: Double, epsilon: Double, rate: Double, decay: Float, step: Int
  ) {
    keptVariance = Float(beta2)
    takenMean = Float(1 - beta1)
    takenVariance = Float(1 - beta2)
    self.epsilon = Float(epsilon)
    shrinkage = Float(1 - rate * Double(decay))
    self.rate = Float(rate / (1 - power(beta1, step + 1)))
    varianceRoot = Float((1 - power(beta2, step + 1)).squareRoot())
  }

  func descend(
    _ values: UnsafeMutableBufferPointer<Float>, _ gradients: UnsafeBufferPointer<Float>,
    _ mean: UnsafeMutableBufferPointer<Float>, _ variance: UnsafeMutableBufferPointer<Float>
  ) {
    for index in values.indices {
      let move = move(along: gradients[index], &mean[index], &variance[index])
      values[index] = shrinkage * values[index] - move
    }
  }

  /// The same for the logarithms of positive values, whose gradients are those of the values times
  /// the values; without decay.
  func descendInLogarithms(
    _ values: UnsafeMutableBufferPointer<Float>, _ gradients: UnsafeBufferPointer<Float>,
    _ mean: UnsafeMutableBufferPointer<Float>, _ variance: UnsafeMutableBufferPointer<Float>
  ) {
    for index in values.indices {
      let value = values[index]
      let move = move(along: gradients[index] * value, &mean[index], &variance[index])
      // The exponential's first terms, which never leave the positive numbers.
      values[index] = move > 0 ? value / (1 + move) : value * (1 - move)
    }
  }

  @inline(__always)
  private func move(along gradient: Float, _ mean: inout Float, _ variance: inout Float) -> Float {
    let nextMean = mean + takenMean * (gradient - mean)
    let nextVariance = keptVariance * variance + takenVariance * gradient * gradient
    mean = nextMean
    variance = nextVariance
    let root = nextVariance.squareRoot() / varianceRoot + epsilon
    return rate * nextMean / root
  }
}

/// `base` to the power of a whole number by repeated squaring: the same bytes on every machine.
private func power(_ base: Double, _ exponent: Int) -> Double {
  var (result, square, rest) = (1.0, base, exponent)
  while rest > 0 {
    if rest % 2 == 1 { result *= square }
    square *= square
    rest /= 2
  }
  return result
}
