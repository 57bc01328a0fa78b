import Architectures
import Graphs
import Randomness
import Supernets
import Tensors
import Testing
import Training

/// What needs the engine: a tiny space and images of four patterns.
struct SupernetEngineTests {
  static let space = SearchSpace(
    name: "tiny", resolutions: [8, 10], imageChannels: 1, stemChannels: 4,
    units: [
      SearchSpace.Unit(
        channels: 6, stride: 2, depths: [1, 2], kernels: [3, 5, 7], expandRatios: [1, 2, 3])
    ],
    headChannels: 8, classes: 4)

  /// 32 noisy images of rows, columns, a chessboard or nothing, which is the label.
  static func batch(seed: UInt64, side: Int = 10) -> Batch {
    var generator = SeededGenerator(seed: seed)
    let labels = (0..<32).map { $0 % 4 }
    let images = labels.flatMap { label in
      (0..<side * side).map { pixel in
        let (row, column) = (pixel / side / 2 % 2, pixel % side / 2 % 2)
        let bright = [row, column, row ^ column, 0][label]
        return Float.random(in: -0.5..<0.5, using: &generator) + Float(bright)
      }
    }
    return Batch(
      images: images, shape: Shape(height: side, width: side, channels: 1), labels: labels)
  }

  /// First weights in which nothing is neutral: transforms, batch norms and statistics are random.
  static func weights(of supernet: Supernet) throws -> Weights {
    var weights = try supernet.initialWeights(seed: 1)
    var generator = SeededGenerator(seed: 2)
    for name in weights.names {
      guard let tensor = weights[name] else { continue }
      let values = tensor.values.map { $0 + Float.random(in: 0.01..<0.3, using: &generator) }
      weights[name] = Tensor(shape: tensor.shape, values: values)
    }
    return weights
  }

  private static let architectures = {
    var generator = SeededGenerator(seed: 3)
    return [space.largest, space.smallest] + (0..<6).map { _ in space.random(using: &generator) }
  }()

  @Test(arguments: architectures)
  func `A slice of the supernet equals the extracted sub-network exactly`(
    architecture: Architecture
  ) throws {
    let supernet = try Supernet(Self.space)
    try SliceComparison(
      architecture, of: supernet, try Self.weights(of: supernet),
      on: Self.batch(seed: 4, side: architecture.resolution)
    ).expectGradients(of: "u1.b0.project.weight")
  }

  @Test func `Sandwich steps lower the loss and leave statistics alone`() throws {
    let supernet = try Supernet(Self.space)
    let engine = Engine(threads: 1)
    let store = ParameterStore(try supernet.initialWeights(seed: 1))
    let rule = SandwichRule(seed: 7, randomNetworks: 1)
    let recipe = Recipe(peakLearningRate: 0.3, warmUpSteps: 2, totalSteps: 24)
    let trainer = Trainer(
      recipe, store, subject: "", undecayed: supernet.kernelTransformNames)
    var losses: [Float] = []
    _ = try trainer.run(
      batch: { Self.batch(seed: UInt64($0)) },
      gradients: { batch, step in
        let result = try supernet.sandwichStep(
          rule, on: batch, towards: Targets.smoothed(batch.labels, classes: 4, by: 0), step: step,
          engine: engine, store: store)
        losses.append(result.loss)
        #expect(result.images == 32)
        return result
      })
    let (early, late) = (losses.prefix(4).reduce(0, +), losses.suffix(4).reduce(0, +))
    #expect(late < 0.3 * early)
    #expect(store.weights["stem.bn.running_mean"]?.values == [0, 0, 0, 0])
    let first = try supernet.initialWeights(seed: 1)
    for name in supernet.kernelTransformNames { #expect(store.weights[name] != first[name]) }
    // Even the smallest has learnt: far above the quarter of chance.
    let evaluation = SubnetworkEvaluation(
      supernet, trainer.weights, calibration: [Self.batch(seed: 100)],
      heldOut: [Self.batch(seed: 101), Self.batch(seed: 102)], engine: engine)
    let accuracies = try [Self.space.largest, Self.space.smallest].map(evaluation.accuracy)
    #expect(accuracies.allSatisfy { $0 > 0.7 }, "\(accuracies)")
  }

  @Test func `Recalibration changes running statistics alone and repeats itself`() throws {
    let supernet = try Supernet(Self.space)
    let engine = Engine(threads: 1)
    let weights = try Self.weights(of: supernet)
    let architecture = Self.space.smallest
    let batches = [Self.batch(seed: 5, side: 8), Self.batch(seed: 6, side: 8)]
    let before = try supernet.extracted(architecture, from: weights)
    let after = try supernet.recalibrated(
      architecture, from: weights, over: batches, engine: engine)
    #expect(after.names == before.names)
    for name in before.names {
      #expect((before[name] == after[name]) != name.contains("running"), "\(name)")
    }
    let again = try supernet.recalibrated(
      architecture, from: weights, over: batches, engine: engine)
    #expect(again == after)
  }
}
