package import Graphs
package import Tensors

/// Turns a trained network into one of 8-bit integers.
///
/// Batch norms are folded first. Weights are symmetric per output channel, activations asymmetric per
/// tensor; ReLU and ReLU6 become the range of the layer before them, h-swish and h-sigmoid tables;
/// softmax at the end is left out. Every sum stays within 32 bits, in any order, with the zero point
/// folded into the bias or not. The same arguments give the same graph.
/// - Parameters:
///   - batches: normalised images of the training set, from whose activations ranges are chosen.
///   - mean: of the normalisation, per channel on the scale 0 to 1; with `std` it sets the input's scale.
///   - std: of the normalisation, per channel, above 0.
///   - values: computes the values of nodes of the folded network.
/// - Throws: ``QuantizationError``, and whatever `values` throws.
package func quantize(
  _ graph: FloatGraph, _ weights: Weights, calibratedOn batches: [Batch], mean: [Float],
  std: [Float], options: QuantizationOptions = QuantizationOptions(), values: NodeValues
) throws -> IntegerGraph {
  if case .percentile(let share) = options.ranges, !(share > 0.5 && share <= 1) {
    throw QuantizationError.percentile(share)
  }
  let image = try imageRange(channels: graph.inputValue.channels, mean: mean, std: std)
  let (graph, weights) = try foldingBatchNorms(graph, weights)
  let fused = try FusedActivations(graph)
  var watches = OutputQuantizations.watches(graph, fused)
  for node in Lowering.meanNodes(graph, fused) where !watches.contains(where: { $0.node == node }) {
    watches.append(Calibration.Watch(node: node))
  }
  let calibration = try Calibration(
    graph, weights, watching: watches, batches: batches, values: values)
  let outputs = OutputQuantizations(
    graph, fused: fused, calibration: calibration, rule: options.ranges, image: image)
  let lowering = Lowering(
    graph: graph, weights: weights, fused: fused, outputs: outputs, means: calibration.means,
    options: options)
  return try lowering.integerGraph
}
