package import Graphs
package import Planning
package import Quantization
package import Tensors

/// A network, its weights, and images to calibrate and to compare on.
package struct Sample {
  package let graph: FloatGraph
  package var weights: Weights
  package var calibration: [Batch]
  package let test: Batch

  package init(seed: UInt64, _ build: (inout SmallNetworks) throws -> FloatGraph) throws {
    var networks = SmallNetworks(seed: seed)
    graph = try build(&networks)
    weights = networks.weights(for: graph)
    test = networks.batch(3)
    // The test images are among them: what is compared is rounding, not the choice of images.
    calibration = [networks.batch(2), test]
  }

  package func quantized(_ options: QuantizationOptions = QuantizationOptions()) throws
    -> IntegerGraph
  {
    try quantize(
      graph, weights, calibratedOn: calibration, mean: SmallNetworks.mean, std: SmallNetworks.std,
      options: options, values: FloatReference.values)
  }

  /// The stored test images.
  package func images(for quantized: IntegerGraph) -> [[Int8]] {
    let size = test.shape.count
    return (0..<test.count).map {
      quantized.inputValue.stored(test.images[$0 * size..<($0 + 1) * size])
    }
  }

  /// The network at some bits.
  package func quantized(
    _ bits: BitAssignment, _ options: QuantizationOptions = QuantizationOptions()
  ) throws -> IntegerGraph {
    try quantize(
      graph, weights, calibratedOn: calibration, mean: SmallNetworks.mean, std: SmallNetworks.std,
      options: options, bits: bits, values: FloatReference.values)
  }

  /// The same bits for all but the image and the result.
  package func uniform(_ precision: Precision) -> BitAssignment {
    QuantizableGraph(graph).uniform(precision, scheme: .perChannelNormalized)
  }
}
