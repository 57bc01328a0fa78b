package import Graphs
package import Tensors

extension RetrainableNetwork {
  /// Holds every operation of the integer network to the fake-quantized one, each on the stored inputs
  /// that this one has.
  ///
  /// - Parameters:
  ///   - trained: the values of ``network`` of which `integer` was made.
  ///   - batch: some normalised images.
  ///   - values: computes the values `[N, H, W, C]` of nodes of ``network``.
  ///   - integerValue: what an operation of `integer` makes of stored values for one image.
  /// - Throws: what `values` throws, and ``QuantizationError`` where a value is not finite.
  package func agreement(
    _ trained: Weights, with integer: IntegerGraph, on batch: Batch,
    values: (_ network: Network, _ weights: Weights, _ nodes: [Int], _ batch: Batch) throws ->
      [[Float]],
    integerValue: (_ node: Int, _ inputs: [[Int8]]) -> [Int8]
  ) throws -> [LayerAgreement] {
    require(phase == .folded, "Batch norms are folded before a network is lowered.")
    try check(trained)
    let places = integer.nodes.map(place)
    let asked = Array(Set(places.flatMap { [$0.real, $0.rounded] })).sorted()
    let results = try values(network, trained, asked, batch)
    let byNode = Dictionary(uniqueKeysWithValues: zip(asked, results))
    for (index, result) in byNode where result.contains(where: { !$0.isFinite }) {
      throw QuantizationError.valueNotFinite(node: network.graph.nodes[index].name)
    }
    let bounds = ErrorBounds(graph: integer, lowering: plan.lowering(trained))
    var stored: [[[Int8]]] = []
    return integer.nodes.indices.map { index in
      let node = integer.nodes[index]
      let type = node.value
      let ofChannels = bounds.bounds(of: index)
      let real = byNode[places[index].real] ?? []
      let fake = (byNode[places[index].rounded] ?? []).map {
        Int32((Double($0) / type.scale).rounded()) + type.zeroPoint
      }
      let size = type.shape.count
      stored.append(
        (0..<batch.count).map { image in
          fake[image * size..<(image + 1) * size].map { Int8(clamping: $0) }
        })
      var agreement = LayerAgreement(
        node: node.name, bound: ofChannels.reduce(0, max), values: fake.count)
      for image in 0..<batch.count {
        let value =
          node.inputs.isEmpty
          ? type.stored(real[image * size..<(image + 1) * size])
          : integerValue(index, node.inputs.map { stored[$0][image] })
        for (position, value) in value.enumerated() {
          let place = image * size + position
          agreement.add(
            real: Double(real[place]) / type.scale, fake: Int(fake[place] - type.zeroPoint),
            stored: Int(Int32(value) - type.zeroPoint),
            bound: ofChannels[ofChannels.count == 1 ? 0 : position % type.shape.channels])
        }
      }
      return agreement
    }
  }

  /// The nodes of ``network`` that give an integer node's value before and after it is rounded.
  private func place(of node: Node<IntegerOp>) -> (real: Int, rounded: Int) {
    let nodes = network.graph.nodes
    let own = nodes.firstIndex { $0.name == node.name } ?? 0
    let producer = plan.graph.nodes.firstIndex { $0.name == node.name } ?? 0
    let name = plan.quantizer(of: producer)
    guard let quantizer = nodes.firstIndex(where: { $0.name == name }) else { return (own, own) }
    return (nodes[quantizer].inputs[0], quantizer)
  }
}

extension QuantizedType {
  /// The nearest stored values of real ones.
  fileprivate func stored(_ values: some Sequence<Float>) -> [Int8] {
    let quantization = OutputQuantization(
      precision: precision, scale: scale, zeroPoint: zeroPoint)
    return values.map { Int8(clamping: quantization.stored(Double($0))) }
  }
}
