/// One tensor of weights that a node needs, named beside the graph.
public struct Parameter: Hashable, Codable, Sendable {
  /// What the tensor is to its node.
  public enum Role: String, Codable, Sendable, CaseIterable {
    /// Convolution `[outputs, inputs / groups, kernelHeight, kernelWidth]`, dense `[outputs, inputs]`, batch norm gamma `[channels]`.
    case weight
    /// One number per output; of a batch norm, beta.
    case bias
    /// The mean that a batch norm subtracts in inference.
    case runningMean = "running_mean"
    /// The biased variance by which a batch norm divides in inference.
    case runningVariance = "running_var"
    /// The end of a quantizer's range, `[1]`.
    case clip
    /// The steps between quantized weights, `[outputs]` or `[1]`; beside the graph, for quantized weights.
    case step
    /// The steps of the outputs as multiples of the layer's, `[outputs]`; beside the graph, too.
    case ratio

    /// Whether gradients reach it.
    public var isTrainable: Bool {
      switch self {
      case .weight, .bias, .clip, .step: true
      case .runningMean, .runningVariance, .ratio: false
      }
    }
  }

  /// The node's name and the role, as in PyTorch.
  ///
  /// For example `stem.weight`; the shapes are those of PyTorch, too.
  public var name: String
  /// What the tensor is to its node.
  public var role: Role
  /// The dimensions, outermost first.
  public var shape: [Int]

  /// The parameter of a node in this role.
  public init(node: String, role: Role, shape: [Int]) {
    name = "\(node).\(role.rawValue)"
    self.role = role
    self.shape = shape
  }

  /// The number of values.
  public var count: Int { shape.reduce(1, *) }
}

/// How a parameter of a sub-network is cut out of a stored tensor: a view, not a copy.
///
/// The leading entries of every dimension are taken; the two spatial dimensions of a convolution
/// weight are cropped at the centre. With `transforms`, each step crops the kernel to `side` and
/// multiplies it, flattened row by row, by a stored matrix `[side², side²]` (arXiv 1908.09791,
/// elastic kernel). With `quantization`, the result is rounded. Gradients scatter back through the
/// same view.
package struct ParameterView: Hashable, Codable, Sendable {
  /// One step of the chain 7 → 5 → 3.
  package struct KernelTransform: Hashable, Codable, Sendable {
    /// The name of the stored matrix.
    package var matrix: String
    /// The side of the kernel after this step.
    package var side: Int

    package init(matrix: String, side: Int) {
      self.matrix = matrix
      self.side = side
    }
  }

  /// The name of the stored tensor.
  package var source: String
  /// The shape of the view; as many dimensions as the stored tensor has, none larger.
  package var shape: [Int]
  /// Crop and multiply, from large to small; empty for a plain slice.
  package var transforms: [KernelTransform]
  /// How the values are rounded behind all that, or nil where they are not.
  package var quantization: WeightQuantization?
  /// How biases are rounded, or nil where they are not.
  package var biasQuantization: BiasQuantization?

  package init(
    source: String, shape: [Int], transforms: [KernelTransform] = [],
    quantization: WeightQuantization? = nil, biasQuantization: BiasQuantization? = nil
  ) {
    self.source = source
    self.shape = shape
    self.transforms = transforms
    self.quantization = quantization
    self.biasQuantization = biasQuantization
  }
}

/// For the parameters of one graph, the views that supply them; a name without entry is itself.
package struct ParameterViews: Equatable, Codable, Sendable {
  private var views: [String: ParameterView] = [:]

  package init() {}

  /// The view that supplies `parameter`.
  package subscript(parameter: Parameter) -> ParameterView {
    views[parameter.name] ?? ParameterView(source: parameter.name, shape: parameter.shape)
  }

  /// Lets `view` supply the parameter of this name.
  package mutating func set(_ name: String, to view: ParameterView) { views[name] = view }
}
