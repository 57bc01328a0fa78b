package import Graphs

/// What a step of an integer network computes, by its geometry alone: no weights and no ranges.
///
/// Float and integer networks both have steps of these kinds, so that costs, memory and kernels are
/// decided once for both.
package enum LayerKind: Hashable, Sendable {
  /// The image.
  case input
  /// Dense, grouped or depthwise convolution, with a bias.
  case convolution(Convolution)
  /// Fully connected layer.
  case dense
  /// Element-wise sum.
  case add
  /// Element-wise product.
  case multiply
  /// Average over a window.
  case averagePool(Window)
  /// Maximum over a window.
  case maximumPool(Window)
  /// A function of one value, as a table.
  case lookup
  /// Values side by side along the channels.
  case concat
  /// The same bytes under another shape.
  case flatten

  /// Whether the step multiplies by weights.
  package var hasWeights: Bool {
    switch self {
    case .convolution, .dense: true
    case .input, .add, .multiply, .averagePool, .maximumPool, .lookup, .concat, .flatten: false
    }
  }

  /// Whether the step computes its result from sums and clamps it, so that a ReLU can be its range.
  var clampsResult: Bool {
    switch self {
    case .convolution, .dense, .add, .multiply, .averagePool: true
    case .input, .maximumPool, .lookup, .concat, .flatten: false
    }
  }

  /// Whether the result has the bits of the inputs.
  var keepsBits: Bool {
    switch self {
    case .averagePool, .maximumPool, .concat, .flatten: true
    case .input, .convolution, .dense, .add, .multiply, .lookup: false
    }
  }
}

extension IntegerOp {
  /// What the operation computes, without weights and ranges.
  var kind: LayerKind {
    switch self {
    case .input: .input
    case .convolution(let op): .convolution(op.geometry)
    case .dense: .dense
    case .add: .add
    case .multiply: .multiply
    case .averagePool(let op): .averagePool(op.window)
    case .maximumPool(let window): .maximumPool(window)
    case .lookup: .lookup
    case .concat: .concat
    case .flatten: .flatten
    }
  }

  /// The bits of its weights; 8 where it has none.
  var weightPrecision: Precision {
    switch self {
    case .convolution(let op): op.weightPrecision
    case .dense(let op): op.weightPrecision
    case .input, .add, .multiply, .averagePool, .maximumPool, .lookup, .concat, .flatten: .bits8
    }
  }
}
