import Architectures
import Graphs
import Randomness
import Supernets
import Tensors
import Testing
import Training

/// What the spaces of the once-for-all paper have beside ours: squeeze-and-excite, rounded middle
/// channels, a fixed unit and features behind the pool.
struct SqueezingSupernetTests {
  private static let space = SearchSpace(
    name: "squeezing", resolutions: [8, 10], imageChannels: 1, stemChannels: 6,
    units: [
      SearchSpace.Unit(
        channels: 6, stride: 1, depths: [1], kernels: [3], expandRatios: [1], activation: .relu),
      SearchSpace.Unit(
        channels: 10, stride: 2, depths: [1, 2], kernels: [3, 5], expandRatios: [2, 3, 5],
        squeezes: true),
    ],
    headChannels: 12, featureChannels: 16, classes: 4, activation: .hSwish, channelMultiple: 8,
    epsilon: 1e-3)

  private static func weights(of supernet: Supernet) throws -> Weights {
    var weights = try supernet.initialWeights(seed: 1)
    var generator = SeededGenerator(seed: 2)
    for name in weights.names {
      guard let tensor = weights[name] else { continue }
      let values = tensor.values.map { $0 + Float.random(in: 0.01..<0.3, using: &generator) }
      weights[name] = Tensor(shape: tensor.shape, values: values)
    }
    return weights
  }

  @Test func `Middle channels are rounded, and squeezed ones are leading slices of both layers`()
    throws
  {
    let supernet = try Supernet(Self.space)
    let weights = try Self.weights(of: supernet)
    let small = try supernet.extracted(
      Architecture(
        resolution: 8,
        units: [
          [Architecture.Block(kernel: 3, expandRatio: 1)],
          [5, 2].map { Architecture.Block(kernel: 5, expandRatio: $0) },
        ]), from: weights)
    // 10 · 2 and 10 · 5 channels become 24 and 48; a quarter of them 8 and 16.
    let expected = [
      ("u2.b1.expand.weight", [48, 10, 1, 1], [24, 10, 1, 1]),
      ("u2.b1.squeeze.reduce.weight", [16, 48], [8, 24]),
      ("u2.b1.squeeze.reduce.bias", [16], [8]),
      ("u2.b1.squeeze.expand.weight", [48, 16], [24, 8]),
      ("u2.b1.squeeze.expand.bias", [48], [24]),
      ("u2.b1.project.weight", [10, 48, 1, 1], [10, 24, 1, 1]),
    ]
    for (name, whole, part) in expected {
      let (large, slice) = (try #require(weights[name]), try #require(small[name]))
      #expect(large.shape == whole && slice.shape == part)
      let rows = part[0]
      let (width, columns) = (large.values.count / whole[0], slice.values.count / rows)
      for row in 0..<rows {
        #expect(
          slice.values[row * columns..<(row + 1) * columns]
            .elementsEqual(large.values[row * width..<row * width + columns]), "\(name)")
      }
    }
    #expect(
      supernet.kernelTransformNames
        == ["u2.b0.depthwise.transform.5to3", "u2.b1.depthwise.transform.5to3"])
  }

  private static let architectures = {
    var generator = SeededGenerator(seed: 3)
    return [space.largest, space.smallest] + (0..<4).map { _ in space.random(using: &generator) }
  }()

  @Test(arguments: architectures)
  func `A slice with squeeze-and-excite equals the extracted sub-network exactly`(
    architecture: Architecture
  ) throws {
    let supernet = try Supernet(Self.space)
    let engine = Engine(threads: 1)
    let whole = ParameterStore(try Self.weights(of: supernet))
    let part = ParameterStore(try supernet.extracted(architecture, from: whole.weights))
    let (slice, network) = (
      try supernet.network(for: architecture), Network(try architecture.graph(in: Self.space))
    )
    var generator = SeededGenerator(seed: 4)
    let side = architecture.resolution
    let batch = Batch(
      images: (0..<32 * side * side).map { _ in Float.random(in: -1..<1, using: &generator) },
      shape: Shape(height: side, width: side, channels: 1), labels: (0..<32).map { $0 % 4 })
    let targets = Targets.smoothed(batch.labels, classes: 4, by: 0.1)

    let logits = engine.logits(of: network, part, on: batch)
    #expect(engine.logits(of: slice, whole, on: batch) == logits)
    #expect(Set(logits).count > 4)
    let (ofSlice, ofPart) = (
      engine.train(slice, whole, on: batch, towards: targets, statisticsMomentum: nil),
      engine.train(network, part, on: batch, towards: targets, statisticsMomentum: nil)
    )
    #expect(ofSlice.logits == ofPart.logits)
    #expect(ofSlice.loss == ofPart.loss)
    // Inside the slice gradients are those of the copy, outside nothing is felt.
    let name = "u2.b0.squeeze.reduce.weight"
    let (large, small) = (whole.shape(of: name), part.shape(of: name))
    for row in 0..<large[0] {
      for column in 0..<large[1] {
        let isInside = row < small[0] && column < small[1]
        let expected = isInside ? part.gradients(of: name)[row * small[1] + column] : 0
        #expect(whole.gradients(of: name)[row * large[1] + column] == expected)
      }
    }
  }
}
