import Architectures
import Supernets
import Tensors
import Testing
import Training

/// Progressive shrinking on the tiny space, with the engine.
struct ShrinkingEngineTests {
  private static let space = SupernetEngineTests.space

  private static func phases(steps: Int, rate: Double) -> [ProgressiveShrinking.Phase] {
    ProgressiveShrinking.standard.phases(of: space, steps: steps, peakLearningRate: rate)
  }

  @Test func `A step adds both losses of all its networks up`() throws {
    let supernet = try Supernet(Self.space)
    let engine = Engine(threads: 1)
    let weights = try SupernetEngineTests.weights(of: supernet)
    let teacher = ParameterStore(try supernet.initialWeights(seed: 9))
    let batch = SupernetEngineTests.batch(seed: 4)
    let labels = Targets.smoothed(batch.labels, classes: 4, by: 0.1)
    let phase = try #require(Self.phases(steps: 100, rate: 0.1).last)
    let store = ParameterStore(weights)
    let result = try supernet.shrinkingStep(
      phase, on: batch, towards: labels, teacher: teacher, step: 3, seed: 5, engine: engine,
      store: store)

    let networks = phase.networks(at: 3, seed: 5)
    #expect(networks.count == 4)
    let images = batch.resized(to: networks[0].resolution)
    var largest = Self.space.largest
    largest.resolution = networks[0].resolution
    let before = teacher.weights
    let answers = Targets.softmax(
      engine.trainingLogits(of: try supernet.network(for: largest), teacher, on: images),
      classes: 4)
    let expected = ParameterStore(weights)
    var loss: Float = 0
    for network in networks {
      for targets in [labels, answers] {
        loss +=
          engine.train(
            try supernet.network(for: network), expected, on: images, towards: targets,
            statisticsMomentum: nil
          ).loss
      }
    }
    #expect(abs(result.loss - loss / 8) < 1e-5 * loss)
    for name in store.names {
      for (found, wanted) in zip(store.gradients(of: name), expected.gradients(of: name)) {
        #expect(abs(found - wanted) < 1e-4 * (1 + abs(wanted)), "\(name)")
      }
    }
    #expect(teacher.weights == before)
    #expect(store.weights == weights)
  }

  @Test func `A teacher answers with the statistics of the batch, as in training`() throws {
    let supernet = try Supernet(Self.space)
    let engine = Engine(threads: 1)
    let store = ParameterStore(try SupernetEngineTests.weights(of: supernet))
    let batch = SupernetEngineTests.batch(seed: 4)
    let network = try supernet.network(for: Self.space.largest)
    let targets = Targets.smoothed(batch.labels, classes: 4, by: 0)
    let trained = engine.train(
      network, store, on: batch, towards: targets, statisticsMomentum: nil)
    store.clearGradients()
    let answers = engine.trainingLogits(of: network, store, on: batch)
    #expect(answers == trained.logits)
    #expect(store.names.allSatisfy { store.gradients(of: $0).allSatisfy { $0 == 0 } })
    #expect(answers != engine.logits(of: network, store, on: batch))
  }

  @Test func `The first phase and a training without a teacher learn from labels alone`() throws {
    let supernet = try Supernet(Self.space)
    let engine = Engine(threads: 1)
    let batch = SupernetEngineTests.batch(seed: 4)
    let labels = Targets.smoothed(batch.labels, classes: 4, by: 0)
    let store = ParameterStore(try supernet.initialWeights(seed: 1))
    let phase = Self.phases(steps: 100, rate: 0.1)[0]
    let result = try supernet.shrinkingStep(
      phase, on: batch, towards: labels, teacher: nil, step: 0, seed: 5, engine: engine,
      store: store)
    let network = try #require(phase.networks(at: 0, seed: 5).first)
    let alone = ParameterStore(store.weights)
    let outcome = engine.train(
      try supernet.network(for: network), alone, on: batch.resized(to: network.resolution),
      towards: labels, statisticsMomentum: nil)
    #expect(result.loss == outcome.loss)
    #expect(store.gradients(of: "stem.weight").elementsEqual(alone.gradients(of: "stem.weight")))
  }

  @Test func `Without distillation the sandwich rule gives every network the labels`() throws {
    let supernet = try Supernet(Self.space)
    let engine = Engine(threads: 1)
    let batch = SupernetEngineTests.batch(seed: 4)
    let weights = try supernet.initialWeights(seed: 1)
    let rule = SandwichRule(seed: 7, randomNetworks: 1, distils: false)
    let store = ParameterStore(weights)
    let labels = Targets.smoothed(batch.labels, classes: 4, by: 0)
    _ = try supernet.sandwichStep(
      rule, on: batch, towards: labels, step: 2, engine: engine, store: store)
    let expected = ParameterStore(weights)
    for network in [Self.space.largest] + rule.students(at: 2, in: Self.space) {
      let images =
        network.resolution == 10 ? batch : batch.resized(to: network.resolution)
      _ = engine.train(
        try supernet.network(for: network), expected, on: images, towards: labels,
        statisticsMomentum: nil)
    }
    #expect(
      store.gradients(of: "stem.weight").elementsEqual(expected.gradients(of: "stem.weight")))
  }

  @Test func `Shrinking teaches even the smallest network`() throws {
    let supernet = try Supernet(Self.space)
    let engine = Engine(threads: 1)
    let phases = Self.phases(steps: 48, rate: 0.3)
    var teacher: ParameterStore?
    var weights = try supernet.initialWeights(seed: 1)
    var step = 0
    for phase in phases {
      if phase.hasTeacher, teacher == nil { teacher = ParameterStore(weights) }
      if phase.sortsChannels, let before = phase.spaceBefore {
        weights = try supernet.channelsSorted(weights, keeping: before)
      }
      let trainer = Trainer(
        Recipe(
          peakLearningRate: phase.peakLearningRate, warmUpSteps: phase.warmUpSteps,
          totalSteps: phase.steps),
        ParameterStore(weights), subject: "", undecayed: supernet.kernelTransformNames)
      _ = try trainer.run(
        batch: { SupernetEngineTests.batch(seed: UInt64(step + $0)) },
        gradients: { batch, index in
          try supernet.shrinkingStep(
            phase, on: batch, towards: Targets.smoothed(batch.labels, classes: 4, by: 0),
            teacher: phase.hasTeacher ? teacher : nil, step: step + index, seed: 3,
            engine: engine, store: trainer.store)
        })
      weights = trainer.weights
      step += phase.steps
    }
    #expect(step == 48)
    let evaluation = SubnetworkEvaluation(
      supernet, weights, calibration: [SupernetEngineTests.batch(seed: 100)],
      heldOut: [SupernetEngineTests.batch(seed: 101), SupernetEngineTests.batch(seed: 102)],
      engine: engine)
    let accuracies = try [Self.space.largest, Self.space.smallest].map(evaluation.accuracy)
    #expect(accuracies.allSatisfy { $0 > 0.7 }, "\(accuracies)")
  }
}
