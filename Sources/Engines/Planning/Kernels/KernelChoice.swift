import Graphs

extension LayerShape {
  /// The function that computes the layer; nil for the image and for values that only change shape.
  package var function: KernelFunction? {
    switch kind {
    case .input, .flatten:
      return nil
    case .convolution:
      if isPacked { return isDepthwise ? .packedDepthwise : .packedConvolution(bits.weights) }
      if inputs[0].area == 1, window.kernel.area == 1, groups == 1 { return .dense }
      if groups == 1, output.area >= KernelDescription.pairedPixels, !hasLargeSums {
        return .pairedConvolution
      }
      return isDepthwise ? .depthwise : .convolution
    case .dense: return isPacked ? .packedConvolution(bits.weights) : .dense
    case .add: return isPacked ? .packedAdd : .add
    case .multiply: return isPacked ? .packedMultiply : .multiply
    case .averagePool: return isPacked ? .packedAveragePool : .averagePool
    case .maximumPool: return isPacked ? .packedMaximumPool : .maximumPool
    case .lookup: return isPacked ? .packedLookup : .lookup
    case .concat: return isPacked ? .packedCopyChannels : .copyChannels
    }
  }

  /// How often it is called: once, but for each input of a concatenation.
  var calls: Int { kind == .concat ? inputs.count : 1 }

  /// The bytes that its function needs while it runs.
  package var scratchBytes: Int { function?.description.scratchBytes(self) ?? 0 }
}

extension KernelFunction {
  /// The convolution that reads weights of these bits.
  fileprivate static func packedConvolution(_ weights: Precision) -> KernelFunction {
    switch weights {
    case .bits8: .packedConvolution8
    case .bits4: .packedConvolution4
    case .bits2: .packedConvolution2
    }
  }
}

/// A kernel together with the positions of the node's inputs that it reads.
struct KernelPart {
  var kernel: Kernel
  var inputs: [Int]
}

extension Graph where Op == IntegerOp {
  /// The kernels that compute a node, none for the image and for values that only change shape.
  ///
  /// - Parameter layer: what ``layerShapes`` has of the node.
  func kernels(of node: Node<IntegerOp>, _ layer: LayerShape) -> [KernelPart] {
    guard let function = layer.function else { return [] }
    let inputs = node.inputs.map { nodes[$0].value }
    return (0..<layer.calls).map { call in
      let operands = KernelOperands(
        op: node.op, inputs: inputs, output: node.value, layer: layer, call: call)
      return KernelPart(
        kernel: Kernel(
          symbol: function, fields: function.description.fields(operands),
          scratchBytes: layer.scratchBytes),
        inputs: layer.calls == 1 ? Array(inputs.indices) : [call])
    }
  }
}
