import Graphs
import Quantization
import SampleNetworks
import Tensors
import Testing

struct ErrorTests {
  private struct Refusal: Error, Equatable {}

  private func expect(
    _ error: QuantizationError, _ graph: FloatGraph? = nil, batches: [Batch]? = nil,
    mean: [Float] = SmallNetworks.mean, std: [Float] = SmallNetworks.std,
    ranges: RangeRule = .leastSquaredError, values: NodeValues = FloatReference.values,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var networks = SmallNetworks(seed: 1)
    let graph = try graph ?? networks.mobile(.relu6)
    let weights = networks.weights(for: graph)
    let batches = batches ?? [networks.batch(1)]
    #expect(throws: error, sourceLocation: sourceLocation) {
      _ = try quantize(
        graph, weights, calibratedOn: batches, mean: mean, std: std,
        options: QuantizationOptions(ranges: ranges), values: values)
    }
  }

  @Test func `Calibration needs images of the network's shape`() throws {
    try expect(.noCalibrationImages, batches: [])
    let small = Shape(height: 4, width: 4, channels: 3)
    try expect(.noCalibrationImages, batches: [Batch(images: [], shape: small, labels: [])])
    var networks = SmallNetworks(seed: 1)
    try expect(
      .imageShape(expected: SmallNetworks.image, found: small),
      batches: [networks.batch(1, of: small)])
  }

  @Test func `Values that are not finite are refused by node`() throws {
    try expect(.valueNotFinite(node: "image")) { graph, weights, nodes, batch in
      nodes.map { [Float](repeating: .nan, count: batch.count * graph.nodes[$0].value.count) }
    }
  }

  @Test func `The normalisation is checked`() throws {
    try expect(.normalizationCount(channels: 3, mean: 1, std: 3), mean: [0.5])
    try expect(.normalization(channel: 1, mean: 0.4, std: 0), std: [1, 0, 1])
    try expect(.percentile(0.3), ranges: .percentile(0.3))
  }

  @Test func `Softmax can only be the end`() throws {
    let builder = GraphBuilder<FloatOp>(name: "softmax")
    let x = try builder.input(SmallNetworks.image).globalAveragePool().softmax(named: "softmax")
    let graph = builder.graph(output: try x.dense("after", 2))
    try expect(.operationAfterSoftmax(softmax: "softmax", reader: "after"), graph)
  }

  @Test func `Averages with padding are refused`() throws {
    let builder = GraphBuilder<FloatOp>(name: "padded")
    let x = try builder.input(SmallNetworks.image)
      .pool(.average, kernel: 3, stride: 1, padding: 1, named: "pool")
    try expect(.paddedAverage(node: "pool"), builder.graph(output: x))
  }

  @Test func `An output that hardly changes is refused`() throws {
    let builder = GraphBuilder<FloatOp>(name: "constant")
    let x = try builder.input(SmallNetworks.image).convolution("conv", 2, kernel: 1)
    let graph = builder.graph(output: x)
    var networks = SmallNetworks(seed: 1)
    let weights = networks.weights(for: graph)
    let error = #expect(throws: QuantizationError.self) {
      _ = try quantize(
        graph, weights, calibratedOn: [networks.batch(1)], mean: SmallNetworks.mean,
        std: SmallNetworks.std,
        values: { graph, _, nodes, batch in
          nodes.map {
            [Float](repeating: 1e-9, count: batch.count * graph.nodes[$0].value.count)
          }
        })
    }
    guard case .multiplier(node: "conv", channel: 0, _)? = error else {
      Issue.record("The error is \(String(describing: error)).")
      return
    }
  }

  @Test func `What the closure throws passes through`() throws {
    var networks = SmallNetworks(seed: 1)
    let graph = try networks.mobile(.relu)
    let weights = networks.weights(for: graph)
    #expect(throws: Refusal()) {
      _ = try quantize(
        graph, weights, calibratedOn: [networks.batch(1)], mean: SmallNetworks.mean,
        std: SmallNetworks.std, values: { _, _, _, _ in throw Refusal() })
    }
  }

  @Test(
    arguments: [
      (
        .missingWeight(name: "stem.weight", shape: [8, 3, 3, 3]),
        "The weights have no tensor 'stem.weight' of shape [8, 3, 3, 3]; take the weights that belong to this network."
      ),
      (
        .weightShape(name: "stem.bias", expected: [8], found: [4]),
        "Tensor 'stem.bias' has the shape [4]; the network needs [8]."
      ),
      (
        .weightNotFinite(name: "stem.bias", index: 2),
        "Value 2 of tensor 'stem.bias' is not finite; training has diverged, so take an earlier checkpoint or a lower learning rate."
      ),
      (
        .variance(name: "bn.running_var", channel: 1, found: -2),
        "Tensor 'bn.running_var' holds the variance -2.0 for channel 1; a variance is at least 0."
      ),
      (
        .noCalibrationImages,
        "There are no calibration images; give at least one, better some hundred, from the training set."
      ),
      (
        .imageShape(
          expected: SmallNetworks.image, found: Shape(height: 4, width: 4, channels: 1)),
        "The calibration images are 4x4x1; the network takes 6x6x3. Resize the images."
      ),
      (
        .valueNotFinite(node: "stem"),
        "The value of node 'stem' is not finite on the calibration images; check the weights and the normalisation."
      ),
      (
        .normalizationCount(channels: 3, mean: 1, std: 3),
        "The image has 3 channels, but there are 1 means and 3 standard deviations; give one of each per channel, or one for all."
      ),
      (
        .normalization(channel: 1, mean: 0.5, std: 0),
        "Channel 1 has the mean 0.5 and the standard deviation 0.0; the mean must be finite and the standard deviation above 0."
      ),
      (
        .percentile(0.3),
        "A range cannot keep the share 0.3 of the values; choose a share above 0.5 and at most 1, for example 0.9999."
      ),
      (
        .operationAfterSoftmax(softmax: "softmax", reader: "after"),
        "Node 'after' reads softmax 'softmax'; softmax is left out of integer networks and can only be their end. Remove it or what follows it."
      ),
      (
        .paddedAverage(node: "pool"),
        "Average pool 'pool' has padding, which integer networks do not average; use a window without padding."
      ),
      (
        .accumulator(node: "dense", channel: 0, bound: 3_000_000_000),
        "Channel 0 of node 'dense' can add up to 3000000000, more than the 2147483647 of 32 bits; split the layer or give it fewer inputs."
      ),
      (
        .multiplier(node: "dense", channel: 0, found: 4096),
        "Channel 0 of node 'dense' needs the multiplier 4096.0, too large for its sums; its output is almost constant on the calibration images, so calibrate with more images or remove the layer."
      ),
    ] as [(QuantizationError, String)])
  func `Every error says where, what and what to do`(error: QuantizationError, sentence: String) {
    #expect(error.description == sentence)
  }
}
