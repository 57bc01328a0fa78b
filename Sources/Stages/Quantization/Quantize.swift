package import Graphs
package import Planning
package import Tensors

/// Turns a trained network into one of integers, of 8 bits unless said otherwise.
///
/// Batch norms are folded first. Weights are symmetric, with steps by the scheme of each layer;
/// activations asymmetric per tensor; ReLU and ReLU6 become the range of the layer before them, h-swish and h-sigmoid tables;
/// softmax at the end is left out. Every sum stays within 32 bits, in any order, with the zero point
/// folded into the bias or not. The same arguments give the same graph.
/// - Parameters:
///   - batches: normalised images of the training set, from whose activations ranges are chosen.
///   - mean: of the normalisation, per channel or one for all, on the scale 0 to 1; with `std` it sets the
///     input's scale.
///   - std: of the normalisation, as many as means, above 0.
///   - bits: bits and schemes of `QuantizableGraph(graph)`; nil is 8 bits everywhere with a step per
///     channel (PC+ICN). Thresholds are stored as PC+ICN, whose bytes they give.
///   - threads: that gather ranges; the result is the same for any number.
///   - values: computes the values of nodes of the folded network.
/// - Throws: ``QuantizationError``, and whatever `values` throws.
package func quantize(
  _ graph: FloatGraph, _ weights: Weights, calibratedOn batches: [Batch], mean: [Float],
  std: [Float], options: QuantizationOptions = QuantizationOptions(), bits: BitAssignment? = nil,
  threads: Int = 1, values: NodeValues
) throws -> IntegerGraph {
  try options.ranges.check()
  let image = try imageRange(
    channels: graph.inputValue.channels, mean: mean, std: std, of: batches)
  let network = try foldingBatchNorms(graph, weights)
  var (folded, weights) = (network.graph, network.weights)
  if options.equalizesLayers { weights = equalizingLayers(folded, weights) }
  if options.correctsBias { (folded, weights) = try givingBiases(folded, weights) }
  let bits = NodeBits(bits, of: graph, folded: folded)
  let lowered = try LoweredGraph(checking: folded)
  let groups = QuantizationGroups(folded, lowered)
  let calibration = try Calibration(
    folded, weights, watching: groups.watches(folded, lowered), batches: batches,
    threads: threads, values: values)
  let outputs = OutputQuantizations(
    folded, lowered: lowered, groups: groups, calibration: calibration, rule: options.ranges,
    bits: bits, image: image)
  let layers = LayerQuantizer(
    graph: folded, outputs: outputs, bits: bits,
    steps: .fitted(options.weightRanges, norms: network.norms))
  if options.correctsBias {
    let correction = BiasCorrection(layers: layers, isLive: lowered.isLive, batches: batches)
    weights = try correction.correcting(weights, values: values)
  }
  let lowering = Lowering(
    graph: folded, weights: weights, lowered: lowered, outputs: outputs, layers: layers,
    form: options.form)
  return try lowering.integerGraph
}
