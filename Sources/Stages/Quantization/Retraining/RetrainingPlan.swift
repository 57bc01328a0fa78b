import Graphs
import Planning
import Tensors

/// What both phases of a retraining and the lowering behind them share.
struct RetrainingPlan: Sendable {
  /// The network without batch norms.
  let graph: FloatGraph
  /// For each layer with a batch norm in it, the name of that.
  let norms: [String: String]
  let lowered: LoweredGraph
  let groups: QuantizationGroups
  let choice: QuantizerChoice
  let bits: NodeBits
  let options: QuantizationOptions

  /// The name of the quantizer behind a node that computes values of its own.
  func quantizer(of producer: Int) -> String { "\(graph.nodes[producer].name).quantizer" }

  /// The clip that all quantizers of a group share.
  func clip(of owner: Int) -> Parameter {
    Parameter(node: quantizer(of: owner), role: .clip, shape: [1])
  }

  /// The layers whose weights are rounded.
  var layers: [Int] {
    graph.nodes.indices.filter { lowered.isLive[$0] && graph.nodes[$0].op.hasWeight }
  }

  /// Puts quantizers into a graph, behind what the integer network stores, and rounds the weights of
  /// those layers that have steps.
  ///
  /// - Parameters:
  ///   - rewritten: the folded network or the one with batch norms.
  ///   - place: the name in it of the node that gives the value of a layer.
  func network(
    rewriting rewritten: FloatGraph, steps: [String: LayerSteps],
    place: (Node<FloatOp>) -> String
  ) throws -> Network {
    var producers: [String: Int] = [:]
    var replaced: Set<String> = []
    for producer in graph.nodes.indices where groups.isProducer[producer] {
      let represented = lowered.represented(by: producer)
      let node = graph.nodes[represented]
      producers[represented == producer ? place(node) : node.name] = producer
      if choice.replacesActivation[producer] { replaced.insert(node.name) }
    }
    let isFolded = rewritten == graph
    let own = LoweredGraph(rewritten)
    let builder = GraphBuilder<TrainingOp>(name: rewritten.name)
    var views = ParameterViews()
    var flows = [Flow<TrainingOp>?](repeating: nil, count: rewritten.nodes.count)
    for (index, node) in rewritten.nodes.enumerated() where own.isLive[index] {
      let inputs = node.inputs.compactMap { flows[$0] }
      var flow =
        replaced.contains(node.name)
        ? inputs[0] : try builder.add(.inference(node.op), named: node.name, to: inputs)
      if let layer = steps[node.name] {
        for parameter in rewritten.parameters(of: node) {
          var view = ParameterView(source: parameter.name, shape: parameter.shape)
          if parameter.role == .weight {
            view.quantization = quantization(node.name, layer)
          } else if norms[node.name] == nil || isFolded {
            // A bias before a batch norm becomes another one when that is folded.
            view.biasQuantization = biases(node.name, layer)
          }
          views.set(parameter.name, to: view)
        }
      }
      if let producer = producers[node.name] {
        let owner = groups.owners[producer]
        let clip = Parameter(node: quantizer(of: producer), role: .clip, shape: [1])
        flow = try flow.adding(
          .quantizer(choice.quantizers[owner]), named: quantizer(of: producer))
        if owner != producer, choice.quantizers[owner].hasClip {
          views.set(
            clip.name, to: ParameterView(source: self.clip(of: owner).name, shape: clip.shape))
        }
      }
      flows[index] = flow
    }
    let output = try flows[own.output] ?? builder.add(.inference(.input(rewritten.inputValue)))
    return Network(builder.graph(output: output), views: views)
  }

  /// The views of a layer's steps.
  private func quantization(_ layer: String, _ steps: LayerSteps) -> WeightQuantization? {
    guard let node = graph.nodes.firstIndex(where: { $0.name == layer }) else { return nil }
    return WeightQuantization(
      precision: bits.weights[node], steps: Self.steps(of: layer).name,
      ratios: steps.ratios.map { _ in Self.ratios(of: layer).name })
  }

  /// The views of a layer's biases, which are rounded to the scale of its sums.
  private func biases(_ layer: String, _ steps: LayerSteps) -> BiasQuantization? {
    guard let node = graph.nodes.first(where: { $0.name == layer }) else { return nil }
    let owner = groups.owners[node.inputs[0]]
    let input = choice.quantizers[owner]
    return BiasQuantization(
      steps: Self.steps(of: layer).name,
      ratios: steps.ratios.map { _ in Self.ratios(of: layer).name }, input: input,
      clip: input.hasClip ? clip(of: owner).name : nil)
  }

  /// The stored steps of a layer's weights.
  static func steps(of layer: String, _ count: Int = 1) -> Parameter {
    Parameter(node: layer, role: .step, shape: [count])
  }

  /// What makes them steps per output.
  static func ratios(of layer: String, _ count: Int = 1) -> Parameter {
    Parameter(node: layer, role: .ratio, shape: [count])
  }

  /// The tensors that a network needs, in the order of its nodes: those of `weights` and `clips`, and
  /// the steps.
  func weights(
    of network: Network, from weights: Weights, steps: [String: LayerSteps], clips: Weights
  ) -> Weights {
    var result = Weights()
    for node in network.graph.nodes {
      for parameter in network.graph.parameters(of: node) {
        let source = network.views[parameter].source
        if result[source] == nil {
          result[source] = (parameter.role == .clip ? clips : weights)[source]
        }
      }
      guard let steps = steps[node.name] else { continue }
      result.set(Self.steps(of: node.name, steps.learnt.count), steps.learnt)
      if let ratios = steps.ratios {
        result.set(Self.ratios(of: node.name, ratios.count), ratios)
      }
    }
    return result
  }
}

extension Weights {
  fileprivate mutating func set(_ parameter: Parameter, _ values: [Double]) {
    self[parameter.name] = Tensor(shape: parameter.shape, values: values.map(Float.init))
  }
}
