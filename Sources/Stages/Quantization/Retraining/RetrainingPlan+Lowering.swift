import Graphs
import Tensors

extension RetrainingPlan {
  /// The lowering of a trained network without batch norms: its own ranges, steps and weights.
  func lowering(_ trained: Weights) -> Lowering {
    let outputs = OutputQuantizations(
      graph, lowered: lowered, groups: groups,
      quantization: { owner in
        OutputQuantization(
          choice.quantizers[owner], clip: trained[clip(of: owner).name]?.values.first)
      },
      isClamping: { !choice.replacesActivation[$0] })
    var steps: [String: [Double]] = [:]
    for layer in layers {
      steps[graph.nodes[layer].name] = trainedSteps(of: layer, trained).map { Double(abs($0)) }
    }
    return Lowering(
      graph: graph, weights: roundedWeights(trained), lowered: lowered, outputs: outputs,
      layers: LayerQuantizer(graph: graph, outputs: outputs, bits: bits, steps: .trained(steps)),
      form: options.form)
  }

  /// The tensors of the folded network as training sees them, weights and biases rounded.
  func roundedWeights(_ trained: Weights) -> Weights {
    var weights = Weights()
    for layer in layers {
      let node = graph.nodes[layer]
      for parameter in graph.parameters(of: node) {
        weights[parameter.name] = trained[parameter.name]
      }
      let name = Parameter(node: node.name, role: .weight, shape: []).name
      let steps = trainedSteps(of: layer, trained)
      let quantization = WeightQuantization(
        precision: bits.weights[layer], steps: Self.steps(of: node.name).name)
      let owner = groups.owners[node.inputs[0]]
      let input = choice.quantizers[owner].step(
        clip: trained[clip(of: owner).name]?.values.first)
      let bias = Parameter(node: node.name, role: .bias, shape: []).name
      let biases = weights.values(node.name, .bias)
      weights[bias]?.values = zip(biases, steps).map {
        BiasQuantization.value(of: $0, step: $1 * input)
      }
      guard var tensor = weights[name] else { continue }
      let perOutput = tensor.values.count / steps.count
      for index in tensor.values.indices {
        let step = steps[index / perOutput]
        tensor.values[index] =
          step * Float(quantization.code(of: tensor.values[index], step: step))
      }
      weights[name] = tensor
    }
    return weights
  }

  /// The step of each output, multiplied in single precision as in training.
  private func trainedSteps(of layer: Int, _ trained: Weights) -> [Float] {
    let node = graph.nodes[layer]
    let learnt = trained[Self.steps(of: node.name).name]?.values ?? []
    if let ratios = trained[Self.ratios(of: node.name).name]?.values {
      return ratios.map { $0 * learnt[0] }
    }
    return learnt.count == 1
      ? [Float](repeating: learnt[0], count: node.value.channels) : learnt
  }
}
