import Graphs
import Planning
import Tensors

/// Takes the mean error that quantization causes out of the biases, one layer after the other.
///
/// A layer's output is measured on the calibration images in floating point and behind the quantized
/// and corrected layers before it; the difference of the means of each channel goes into the bias
/// (arXiv 1906.04721, appendix D, with the mean error of the input's own rounding and clipping).
struct BiasCorrection {
  let layers: LayerQuantizer
  /// Whether the result depends on the node.
  let isLive: [Bool]
  let batches: [Batch]

  /// The same weights with corrected biases; every layer has a bias.
  func correcting(_ weights: Weights, values: NodeValues) throws -> Weights {
    let graph = layers.graph
    let nodes = graph.nodes.indices.filter { isLive[$0] && graph.nodes[$0].op.hasWeight }
    let targets = try means(of: nodes.map { Probe(node: $0) }, weights, values)
    var (corrected, simulated) = (weights, weights)
    for (index, target) in zip(nodes, targets) {
      let node = graph.nodes[index]
      let input = node.inputs[0]
      let channels = layers.channels(of: index, weights)
      let weight = Parameter(node: node.name, role: .weight, shape: []).name
      simulated[weight]?.values = channels.flatMap { $0.values.map(Float.init) }
      let measured = try means(
        of: [Probe(node: index), Probe(node: input, error: layers.outputs[input])], simulated,
        values)
      let inputErrors = graph.sums(of: index, channels.map(\.values), measured[1])
      let bias = Parameter(node: node.name, role: .bias, shape: []).name
      for channel in target.indices {
        let shift = target[channel] - measured[0][channel]
        corrected[bias]?.values[channel] += Float(shift - inputErrors[channel])
        // Inputs are not rounded here, so their errors must not reach the layers behind.
        simulated[bias]?.values[channel] += Float(shift)
      }
    }
    return corrected
  }

  /// A node of which means are taken: of its values, or of how far they are from what is stored.
  private struct Probe {
    var node: Int
    var error: OutputQuantization?
  }

  /// The mean of every channel of each probe over all pixels of the images.
  private func means(
    of probes: [Probe], _ weights: Weights, _ values: NodeValues
  ) throws -> [[Double]] {
    let graph = layers.graph
    var sums = probes.map { [Double](repeating: 0, count: graph.nodes[$0.node].value.channels) }
    var images = 0
    for batch in batches where batch.count > 0 {
      let results = try values(graph, weights, probes.map(\.node), batch)
      for (index, (probe, result)) in zip(probes, results).enumerated() {
        let channels = sums[index].count
        for (position, value) in result.enumerated() {
          let value = Double(value)
          guard value.isFinite else {
            throw QuantizationError.valueNotFinite(node: graph.nodes[probe.node].name)
          }
          sums[index][position % channels] += probe.error.map { $0.rounded(value) - value } ?? value
        }
      }
      images += batch.count
    }
    return zip(probes, sums).map { probe, sums in
      let pixels = Double(images * graph.nodes[probe.node].value.area)
      return sums.map { $0 / pixels }
    }
  }
}

/// The same network with a bias for every layer, 0 where it had none.
func givingBiases(
  _ graph: FloatGraph, _ weights: Weights
) throws -> (graph: FloatGraph, weights: Weights) {
  let builder = GraphBuilder<FloatOp>(name: graph.name)
  var weights = weights
  var flows: [Flow<FloatOp>] = []
  for node in graph.nodes {
    var op = node.op
    switch node.op {
    case .convolution(var layer):
      layer.hasBias = true
      op = .convolution(layer)
    case .dense(var layer):
      layer.hasBias = true
      op = .dense(layer)
    case .input, .batchNorm, .activation, .add, .multiply, .pool, .globalAveragePool, .concat,
      .flatten, .softmax:
      break
    }
    let bias = Parameter(node: node.name, role: .bias, shape: []).name
    if op.hasWeight, weights[bias] == nil {
      weights[bias] = Tensor(shape: [node.value.channels], repeating: 0)
    }
    flows.append(try builder.add(op, named: node.name, to: node.inputs.map { flows[$0] }))
  }
  return (builder.graph(output: flows[graph.output]), weights)
}

extension Graph where Op == FloatOp {
  /// What a layer adds up for each output where its input has these means per channel.
  ///
  /// A tap of a window counts for the share of output pixels for which it lies inside the map.
  /// - Parameter rows: the weights of each output in the order of training.
  fileprivate func sums(of index: Int, _ rows: [[Double]], _ means: [Double]) -> [Double] {
    let node = nodes[index]
    guard case .convolution(let op) = node.op else {
      return rows.map { zip($0, means).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    let input = nodes[node.inputs[0]].value
    let shares = op.window.sharesInside(input, output: node.value)
    let inputs = input.channels / op.groups
    let outputs = op.outputChannels / op.groups
    return rows.enumerated().map { output, row in
      row.enumerated().reduce(0) { sum, tap in
        let channel = output / outputs * inputs + tap.offset / shares.count
        return sum + tap.element * means[channel] * shares[tap.offset % shares.count]
      }
    }
  }
}

extension Window {
  /// For each tap, row by row, the share of output pixels for which it lies inside the map.
  fileprivate func sharesInside(_ input: Shape, output: Shape) -> [Double] {
    func shares(_ kernel: Int, _ stride: Int, _ padding: Int, _ input: Int, _ output: Int)
      -> [Double]
    {
      (0..<kernel).map { tap in
        let inside = (0..<output).count { (0..<input).contains($0 * stride + tap - padding) }
        return Double(inside) / Double(output)
      }
    }
    let rows = shares(kernel.height, stride.height, padding.top, input.height, output.height)
    let columns = shares(kernel.width, stride.width, padding.left, input.width, output.width)
    return rows.flatMap { row in columns.map { row * $0 } }
  }
}
