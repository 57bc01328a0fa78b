import Graphs
import Tensors
import Testing

/// What holds for a whole pass, whatever the network.
struct EngineTests {
  @Test("Results do not depend on the number of threads", arguments: Engine.Backend.allCases)
  func threads(backend: Engine.Backend) throws {
    let one = try Results(threads: 1, backend: backend)
    let three = try Results(threads: 3, backend: backend)
    #expect(one == three)
  }

  @Test("The same call gives the same bytes again", arguments: Engine.Backend.allCases)
  func repeated(backend: Engine.Backend) throws {
    let engine = Engine(threads: 2, backend: backend)
    let first = try Results(engine)
    // Other networks, sizes and passes in between change nothing.
    _ = try Results(engine, network: .mobile, images: 3)
    #expect(try Results(engine) == first)
    #expect(try Results(threads: 2, backend: backend) == first)
  }

  @Test("The loss is the mean cross-entropy of the logits", arguments: Engine.Backend.allCases)
  func loss(backend: Engine.Backend) throws {
    let results = try Results(threads: 2, backend: backend)
    let expected = meanCrossEntropy(results.logits, results.targets, images: 70)
    #expect(abs(Double(results.loss) - expected) < 1e-5)
  }

  @Test("Logits far apart give a finite loss")
  func largeLogits() throws {
    let network = TestNetwork("head", image: Shape(features: 2)) { try $0.dense("head", 2) }
    var weights = Weights()
    weights["head.weight"] = Tensor(shape: [2, 2], values: [1000, 0, 0, 1000])
    weights["head.bias"] = Tensor(shape: [2], repeating: 0)
    let store = ParameterStore(weights)
    let batch = Batch(images: [1, -1], shape: Shape(features: 2), labels: [1])
    let outcome = Engine(threads: 1, backend: .portable).train(
      Network(try network.graph()), store, on: batch, towards: [0, 1])
    #expect(outcome.loss == 2000)
    #expect(Array(store.gradients(of: "head.bias")) == [1, -1])
  }

  @Test(
    "Networks on one store add to gradients of their own only", arguments: Engine.Backend.allCases)
  func sharedStore(backend: Engine.Backend) throws {
    let networks = try ["first", "second"].map { head in
      try TestNetwork(head, image: Shape(height: 5, width: 5, channels: 2)) {
        try $0.convolution("front", 4, kernel: 3).batchNorm("front.bn").activation(.relu)
          .globalAveragePool().dense(head, 3)
      }.graph()
    }
    var draw = Draw(seed: 3)
    let weights = draw.weights(networks.flatMap(\.parameters))
    let batch = draw.batch(40, of: networks[0].inputValue)
    let targets = draw.targets(40, classes: 3)
    func gradients(_ engine: Engine, _ graph: FloatGraph) -> [String: [Float]] {
      let store = ParameterStore(weights)
      _ = engine.train(Network(graph), store, on: batch, towards: targets)
      return Dictionary(
        uniqueKeysWithValues: store.names.map { ($0, Array(store.gradients(of: $0))) })
    }
    let engine = Engine(threads: 2, backend: backend)
    let (first, second) = (gradients(engine, networks[0]), gradients(engine, networks[1]))
    #expect(first["second.weight"]?.allSatisfy { $0 == 0 } == true)
    #expect(second["first.weight"]?.allSatisfy { $0 == 0 } == true)
    #expect(second == gradients(Engine(threads: 1, backend: backend), networks[1]))
  }

  // MARK: Statistics

  @Test(
    "Running statistics move by their momentum for each virtual batch in turn",
    arguments: Engine.Backend.allCases)
  func momentum(backend: Engine.Backend) throws {
    let setup = try FirstNorm(images: 70)
    let store = ParameterStore(setup.weights)
    let engine = Engine(threads: 2, backend: backend)
    _ = engine.train(
      Network(setup.graph), store, on: setup.batch, towards: setup.targets,
      statisticsMomentum: 0.25)
    for (name, of) in [("bn.running_mean", 0), ("bn.running_var", 1)] {
      var expected = setup.weights[name]?.values ?? []
      for images in [0..<32, 32..<64, 64..<70] {
        let statistics = setup.statistics(over: images)
        for channel in expected.indices {
          let value = Float(of == 0 ? statistics[channel].mean : statistics[channel].variance)
          expected[channel] = 0.75 * expected[channel] + 0.25 * value
        }
      }
      expectAgreement(Array(store.values(of: name)), expected, within: 1e-5, name)
    }
  }

  @Test("Without a momentum running statistics stay")
  func noMomentum() throws {
    let setup = try FirstNorm(images: 5)
    let store = ParameterStore(setup.weights)
    _ = Engine(threads: 1, backend: .portable).train(
      Network(setup.graph), store, on: setup.batch, towards: setup.targets,
      statisticsMomentum: nil)
    #expect(store.weights == setup.weights)
  }

  @Test(
    "Statistics are those of all pixels of all images", arguments: Engine.Backend.allCases,
    [1, 33, 70])
  func pooled(backend: Engine.Backend, images: Int) throws {
    let setup = try FirstNorm(images: images)
    let store = ParameterStore(setup.weights)
    let half = max(images / 2, 1)
    let batches = [0..<half, half..<images].filter { !$0.isEmpty }.map(setup.batch(of:))
    let engine = Engine(threads: 2, backend: backend)
    let found = engine.statistics(of: Network(setup.graph), store, over: batches)
    let expected = setup.statistics(over: 0..<images)
    #expect(found.names == ["bn.running_mean", "bn.running_var"])
    expectAgreement(
      found["bn.running_mean"]?.values ?? [], expected.map { Float($0.mean) }, within: 1e-5,
      "means")
    expectAgreement(
      found["bn.running_var"]?.values ?? [], expected.map { Float($0.variance) }, within: 1e-5,
      "variances")
    #expect(store.weights == setup.weights)
  }

  // MARK: Dropout

  @Test("Dropout keeps its share, scales the others and does nothing in inference")
  func dropoutShare() throws {
    let kept = try Self.keptByDropout(seed: 1, images: 40)
    let share = Double(kept.count(where: { $0 })) / Double(kept.count)
    #expect(abs(share - 0.6) < 0.03, "\(kept.count) values")
  }

  @Test("Neighbouring seeds and virtual batches drop unrelated values")
  func dropoutSeeds() throws {
    let masks = try (1...3).map { try Self.keptByDropout(seed: $0, images: 64) }
    let size = masks[0].count / 2
    let parts = masks.flatMap { [Array($0[..<size]), Array($0[size...])] }
    for (first, second) in [(0, 1), (0, 2), (1, 2), (0, 3), (2, 4)] {
      for shift in [0, 1, 31, 32, 33, 64] {
        let (a, b) = (parts[first].dropFirst(shift), parts[second].dropLast(shift))
        let (c, d) = (parts[first].dropLast(shift), parts[second].dropFirst(shift))
        // Unrelated masks agree in 0.6² + 0.4² of the places.
        for (a, b) in [(a, b), (c, d)] {
          let same = Double(zip(a, b).count(where: { $0 == $1 })) / Double(a.count)
          #expect(abs(same - 0.52) < 0.08, "\(first), \(second), shifted by \(shift)")
        }
      }
    }
  }

  /// Which values of 20 ones per image pass a dropout of 0.4.
  private static func keptByDropout(seed: UInt64, images: Int) throws -> [Bool] {
    let builder = GraphBuilder<TrainingOp>(name: "dropout")
    let shape = Shape(features: 20)
    let output = try builder.add(.inference(.input(shape)))
      .adding(.dropout(Dropout(rate: 0.4)))
    let network = Network(builder.graph(output: output))
    let store = ParameterStore(Weights())
    let batch = Batch(
      images: Array(repeating: 1, count: images * 20), shape: shape,
      labels: Array(repeating: 0, count: images))
    let engine = Engine(threads: 1, backend: .portable)
    let outcome = engine.train(
      network, store, on: batch, towards: Array(repeating: 0.05, count: images * 20), seed: seed)
    #expect(outcome.logits.allSatisfy { $0 == 0 || abs($0 - 1 / 0.6) < 1e-6 })
    #expect(engine.logits(of: network, store, on: batch) == batch.images)
    return outcome.logits.map { $0 != 0 }
  }

  // MARK: Setups

  /// All that an engine gives for 70 images.
  private struct Results: Equatable {
    var loss: Float
    var logits: [Float]
    var targets: [Float]
    var inferred: [Float]
    var gradients: [[Float]]
    var weights: Weights
    var statistics: Weights

    init(threads: Int, backend: Engine.Backend) throws {
      try self.init(Engine(threads: threads, backend: backend))
    }

    init(_ engine: Engine, network: TestNetwork = .small, images: Int = 70) throws {
      let graph = try network.graph()
      var draw = Draw(seed: 12)
      let store = ParameterStore(draw.weights(graph.parameters))
      let batch = draw.batch(images, of: graph.inputValue)
      targets = draw.targets(images, classes: 3)
      let outcome = engine.train(Network(graph), store, on: batch, towards: targets, seed: 5)
      (loss, logits) = (outcome.loss, outcome.logits)
      inferred = engine.logits(of: Network(graph), store, on: batch)
      gradients = store.names.map { Array(store.gradients(of: $0)) }
      weights = store.weights
      statistics = engine.statistics(of: Network(graph), store, over: [batch])
    }
  }

  /// A network that begins with a batch norm, so that its statistics are those of the images.
  private struct FirstNorm {
    let graph: FloatGraph
    let weights: Weights
    let batch: Batch
    let targets: [Float]

    init(images: Int) throws {
      graph = try TestNetwork("norm", image: Shape(height: 3, width: 3, channels: 5)) {
        try $0.batchNorm("bn").activation(.relu).globalAveragePool().dense("head", 3)
      }.graph()
      var draw = Draw(seed: 7)
      weights = draw.weights(graph.parameters)
      let plain = draw.batch(images, of: graph.inputValue)
      // Each channel and each image about a value of its own.
      let moved = plain.images.enumerated().map { index, value in
        value + Float(index % 5) + Float(index / 45) * 0.02
      }
      batch = Batch(images: moved, shape: plain.shape, labels: plain.labels)
      targets = draw.targets(images, classes: 3)
    }

    func batch(of images: Range<Int>) -> Batch {
      Batch(
        images: Array(batch.images[images.lowerBound * 45..<images.upperBound * 45]),
        shape: batch.shape, labels: Array(batch.labels[images]))
    }

    /// Mean and biased variance of each channel, in double precision.
    func statistics(over images: Range<Int>) -> [(mean: Double, variance: Double)] {
      let values = batch(of: images).images.map(Double.init)
      return (0..<5).map { channel in
        let own = stride(from: channel, to: values.count, by: 5).map { values[$0] }
        let mean = own.reduce(0, +) / Double(own.count)
        return (mean, own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(own.count))
      }
    }
  }
}

extension TestNetwork {
  /// Every kind of parameter on four pixels.
  static let small = TestNetwork("small", image: Shape(height: 2, width: 2, channels: 3)) {
    try $0.convolution("a", 5, kernel: 1).batchNorm("a.bn").activation(.relu)
      .depthwise("b", kernel: 3).batchNorm("b.bn").activation(.hSwish)
      .globalAveragePool().dense("head", 3)
  }
}
