package import Graphs

/// A step of an integer network as kernels and cost models see it: shapes and bits.
///
/// A float network has it before it is quantized (``LoweredGraph``), an integer network afterwards;
/// one function decides for both which kernel runs.
package struct LayerShape: Hashable, Sendable {
  /// What it computes.
  package let kind: LayerKind
  /// The shapes of its inputs.
  package let inputs: [Shape]
  /// The shape of its result.
  package let output: Shape
  /// The bits of what it reads, multiplies by and computes; 8 for weights where it has none.
  package let bits: KernelBits
  /// Whether weights are so large that two sums do not fit one word; not known before quantization.
  package let hasLargeSums: Bool

  package init(
    _ kind: LayerKind, inputs: [Shape], output: Shape, bits: KernelBits = .eight,
    hasLargeSums: Bool = false
  ) {
    self.kind = kind
    self.inputs = inputs
    self.output = output
    var bits = bits
    if !kind.hasWeights { bits.weights = .bits8 }
    self.bits = bits
    self.hasLargeSums = hasLargeSums
  }

  /// The same layer at other bits.
  package func with(_ bits: KernelBits) -> LayerShape {
    LayerShape(kind, inputs: inputs, output: output, bits: bits, hasLargeSums: hasLargeSums)
  }

  /// Whether a value or a weight has fewer than 8 bits.
  package var isPacked: Bool { bits != .eight }

  /// The window that slides over the input: 1 × 1 where the layer has none.
  package var window: Window {
    switch kind {
    case .convolution(let op): op.window
    case .averagePool(let window), .maximumPool(let window): window
    case .input, .dense, .add, .multiply, .lookup, .concat, .flatten: Window(kernel: Size(1))
    }
  }

  /// Into how many independent parts the channels are split.
  package var groups: Int {
    switch kind {
    case .convolution(let op): op.groups
    case .input, .dense, .add, .multiply, .averagePool, .maximumPool, .lookup, .concat, .flatten: 1
    }
  }

  /// The inputs that one output channel of a layer with weights multiplies.
  package var taps: Int { window.kernel.area * inputChannels / groups }

  /// The channels that the layer reads; a fully connected layer reads a vector.
  package var inputChannels: Int { kind == .dense ? inputs[0].count : inputs[0].channels }

  /// Whether every output channel reads one input channel of its own.
  package var isDepthwise: Bool {
    guard case .convolution(let op) = kind else { return false }
    return op.isDepthwise(inputChannels: inputs[0].channels)
  }

  /// The multiply-adds for one image: those of layers with weights, padding taps included.
  package var macs: Int { kind.hasWeights ? output.count * taps : 0 }
}

extension Graph where Op == IntegerOp {
  /// For each node what kernels and cost models see of it.
  package var layerShapes: [LayerShape] { nodes.map(layerShape) }

  private func layerShape(of node: Node<IntegerOp>) -> LayerShape {
    let inputs = node.inputs.map { nodes[$0].value }
    let bits = KernelBits(
      inputs: inputs.map(\.precision), weights: node.op.weightPrecision,
      output: node.value.precision)
    func shape(hasLargeSums: Bool) -> LayerShape {
      LayerShape(
        node.op.kind, inputs: inputs.map(\.shape), output: node.value.shape, bits: bits,
        hasLargeSums: hasLargeSums)
    }
    let layer = shape(hasLargeSums: false)
    guard layer.function == .pairedConvolution, case .convolution(let op) = node.op else {
      return layer
    }
    return shape(hasLargeSums: op.hasLargeSums(zeroPoint: inputs[0].zeroPoint))
  }
}

extension IntegerConvolution {
  /// Whether a sum reaches 2^23 in size for some image, so that 256 · a + b does not determine a.
  fileprivate func hasLargeSums(zeroPoint: Int32) -> Bool {
    let outputs = geometry.outputChannels
    let taps = weights.values.count / outputs
    let folded = weights.bias(bias, folding: zeroPoint)
    return (0..<outputs).contains { output in
      let row = weights.values[output * taps..<(output + 1) * taps]
      return abs(Int(folded[output])) + 128 * row.reduce(0) { $0 + abs(Int($1)) } >= 1 << 23
    }
  }
}
