package import Graphs
import Planning
package import Tensors

/// The network without batch norms: each becomes part of the convolution or dense layer before it.
///
/// `w' = w·γ/σ`, `b' = β + (b − μ)·γ/σ`, `σ = √(variance + ε)` (arXiv 1905.13082, section 2.1 of our
/// notes), computed in double precision. The layer keeps its name and gains a bias. A batch norm
/// that is a step of its own (``LoweredGraph``) becomes a depthwise 1 × 1 convolution of its name.
/// - Throws: ``QuantizationError`` where a tensor is missing, misshapen or not finite.
package func foldingBatchNorms(
  _ graph: FloatGraph, _ weights: Weights
) throws -> FoldedNetwork {
  try checkWeights(of: graph, weights)
  let lowered = LoweredGraph(graph)
  let builder = GraphBuilder<FloatOp>(name: graph.name)
  var folded = Weights()
  var norms: [String: FoldedNorm] = [:]
  var flows: [Flow<FloatOp>] = []
  for (index, node) in graph.nodes.enumerated() {
    let norm = lowered.norms[index].map { graph.nodes[$0] }
    let inputs = node.inputs.map { flows[$0] }
    var op = node.op
    if let norm {
      let affine = try graph.affine(norm, weights)
      norms[node.name] = FoldedNorm(name: norm.name, scale: affine.scale)
      folded.set(node.name, weights.folded(affine, into: node.name))
    }
    switch node.op {
    case .convolution(var layer):
      layer.hasBias = layer.hasBias || norm != nil
      op = .convolution(layer)
    case .dense(var layer):
      layer.hasBias = layer.hasBias || norm != nil
      op = .dense(layer)
    case .batchNorm:
      guard case .step(.convolution(let layer)) = lowered.roles[index] else {
        flows.append(inputs[0])
        continue
      }
      let own = try graph.affine(node, weights)
      norms[node.name] = FoldedNorm(name: node.name, scale: own.scale)
      folded.set(node.name, own.depthwise)
      op = .convolution(layer)
    case .input, .activation, .add, .multiply, .pool, .globalAveragePool, .concat, .flatten,
      .softmax:
      break
    }
    if norm == nil, node.op.hasWeight { folded.copy(graph.parameters(of: node), from: weights) }
    flows.append(try builder.add(op, named: node.name, to: inputs))
  }
  return FoldedNetwork(
    graph: builder.graph(output: flows[graph.output]), weights: folded, norms: norms)
}

/// A batch norm in inference: `scale · x + offset` per channel.
private struct Affine {
  var scale: [Double]
  var offset: [Double]

  /// As a depthwise 1 × 1 convolution.
  var depthwise: (weight: Tensor, bias: [Double]) {
    (Tensor(shape: [scale.count, 1, 1, 1], values: scale.map(Float.init)), offset)
  }
}

extension Graph where Op == FloatOp {
  /// What a batch norm does per channel.
  fileprivate func affine(
    _ node: Node<FloatOp>, _ weights: Weights
  ) throws(QuantizationError) -> Affine {
    guard case .batchNorm(let op) = node.op else {
      fatalError("'\(node.name)' is no batch norm.")
    }
    let variance = weights.values(node.name, .runningVariance)
    if let channel = variance.firstIndex(where: { $0 + op.epsilon <= 0 }) {
      let name = Parameter(node: node.name, role: .runningVariance, shape: []).name
      throw .variance(name: name, channel: channel, found: variance[channel])
    }
    let scale = zip(weights.values(node.name, .weight), variance).map { gamma, variance in
      Double(gamma) / (Double(variance) + Double(op.epsilon)).squareRoot()
    }
    let mean = weights.values(node.name, .runningMean)
    let offset = weights.values(node.name, .bias).enumerated().map { channel, beta in
      Double(beta) - Double(mean[channel]) * scale[channel]
    }
    return Affine(scale: scale, offset: offset)
  }
}

extension Weights {
  /// The values of a tensor of a node; empty where the node has none.
  func values(_ node: String, _ role: Parameter.Role) -> [Float] {
    self[Parameter(node: node, role: role, shape: []).name]?.values ?? []
  }

  /// Weight and bias of the layer with an affine function behind it.
  fileprivate func folded(_ affine: Affine, into node: String) -> (weight: Tensor, bias: [Double]) {
    let name = Parameter(node: node, role: .weight, shape: []).name
    var weight = self[name] ?? Tensor(shape: [0], values: [])
    let perOutput = weight.values.count / affine.scale.count
    for index in weight.values.indices {
      weight.values[index] = Float(Double(weight.values[index]) * affine.scale[index / perOutput])
    }
    var bias = affine.offset
    for (channel, value) in values(node, .bias).enumerated() {
      bias[channel] += Double(value) * affine.scale[channel]
    }
    return (weight, bias)
  }

  fileprivate mutating func set(_ node: String, _ layer: (weight: Tensor, bias: [Double])) {
    let bias = Tensor(shape: [layer.bias.count], values: layer.bias.map(Float.init))
    self[Parameter(node: node, role: .weight, shape: []).name] = layer.weight
    self[Parameter(node: node, role: .bias, shape: []).name] = bias
  }

  fileprivate mutating func copy(_ parameters: [Parameter], from other: Weights) {
    for parameter in parameters { self[parameter.name] = other[parameter.name] }
  }
}
