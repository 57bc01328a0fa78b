import Graphs
package import Tensors

/// A moving average of all values of a store, running statistics included.
///
/// Update t, counted from 0, keeps the share min(decay, (1 + t) / (10 + t)) of the average, so that
/// the first values are soon forgotten.
package struct WeightAverage {
  private let decay: Double
  private let names: [String]
  private var tensors: [Tensor]

  /// An average that starts as a copy of `weights`.
  ///
  /// - Parameter decay: the share that a late update keeps, 0 up to but not including 1.
  package init(of weights: Weights, decay: Double) {
    require((0..<1).contains(decay), "the decay is \(decay)")
    self.decay = decay
    names = weights.names
    tensors = names.compactMap { weights[$0] }
  }

  /// Takes the values of `store` in.
  ///
  /// - Parameter step: the updates before this one.
  package mutating func update(from store: ParameterStore, step: Int) {
    let kept = min(decay, (1 + Double(step)) / (10 + Double(step)))
    let taken = Float(1 - kept)
    for (index, name) in names.enumerated() {
      let values = store.values(of: name)
      tensors[index].values.withUnsafeMutableBufferPointer { average in
        // Written as a difference, constant values stay exactly what they are.
        for position in average.indices {
          average[position] += taken * (values[position] - average[position])
        }
      }
    }
  }

  /// The averaged values.
  package var weights: Weights {
    var weights = Weights()
    for (name, tensor) in zip(names, tensors) { weights[name] = tensor }
    return weights
  }
}
