package import Graphs

/// The bits of every tensor and of every layer's weights.
package struct BitAssignment: Hashable, Codable, Sendable {
  /// For each tensor of the ``QuantizableGraph`` the bits of its values.
  package var activations: [Precision]
  /// For each layer the bits of its weights.
  package var weights: [Precision]
  /// For each layer how it turns accumulators into outputs.
  package var schemes: [QuantizationScheme]

  package init(
    activations: [Precision], weights: [Precision], schemes: [QuantizationScheme]
  ) {
    self.activations = activations
    self.weights = weights
    self.schemes = schemes
  }
}

extension QuantizableGraph {
  /// The same bits for all weights and for all tensors but the image and the result.
  package func uniform(_ precision: Precision, scheme: QuantizationScheme) -> BitAssignment {
    BitAssignment(
      activations: activations(precision), weights: layers.map { _ in precision },
      schemes: layers.map { _ in scheme })
  }

  /// The bits that a node reads, multiplies by and computes.
  package func kernelBits(_ node: Int, _ bits: BitAssignment) -> KernelBits {
    kernelBits(
      node, bits.activations, weights: layerOfNode[node].map { bits.weights[$0] } ?? .bits8)
  }

  /// The same with weights of any bits.
  func kernelBits(
    _ node: Int, _ activations: [Precision], weights: Precision
  ) -> KernelBits {
    KernelBits(
      inputs: graph.nodes[node].inputs.map { activations[tensorOfNode[$0]] }, weights: weights,
      output: activations[tensorOfNode[node]])
  }

  /// How the layer of a node turns accumulators into outputs; a step per channel where its bits are
  /// not assigned.
  package func scheme(of node: Int, _ bits: BitAssignment) -> QuantizationScheme {
    layerOfNode[node].map { bits.schemes[$0] } ?? .perChannelNormalized
  }

  /// The bytes that the kernel of a node needs while it runs.
  package func scratchBytes(_ node: Int, _ bits: BitAssignment) -> Int {
    lowered.layers[node]?.with(kernelBits(node, bits)).scratchBytes ?? 0
  }

  /// The same bits for all tensors but the image and the result.
  func activations(_ precision: Precision) -> [Precision] {
    tensors.map { $0.isFixed ? .bits8 : precision }
  }

  /// The bytes of each layer's constants.
  package func constantBytes(_ bits: BitAssignment) -> [Int] {
    zip(layers, zip(bits.weights, bits.schemes)).map { layer, choice in
      layer.constantBytes(
        weights: choice.0, output: bits.activations[layer.output], scheme: choice.1)
    }
  }
}
