import Foundation
import Graphs
import Tensors
import Testing
import Training

/// A training of four values towards targets that depend on the step.
private struct Exercise {
  let folder: URL
  var file: URL { folder.appending(path: "training.safetensors") }

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "thimble-training-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  func trainer(
    _ method: Recipe.Method = .standardSGD, rate: Double = 0.05, subject: String = "four values",
    values: [Float] = [1, -2, 3, 0.3]
  ) -> Trainer {
    var weights = Weights()
    weights["w.weight"] = Tensor(shape: [values.count / 2, 2], values: values)
    weights["w.running_var"] = Tensor(shape: [1], values: [1])
    let recipe = Recipe(
      method: method, peakLearningRate: rate, warmUpSteps: 3, totalSteps: 20, weightDecay: 1e-3,
      averageDecay: 0.9)
    return Trainer(recipe, ParameterStore(weights), subject: subject)
  }

  /// Runs the training; the statistics change as those of batch norms do.
  func run(
    _ trainer: Trainer, plan: Trainer.CheckpointPlan? = nil, stopAt stop: Int = .max,
    failAt failure: Int = .max, progress: (Trainer.Progress) -> Void = { _ in }
  ) throws -> Trainer.Outcome {
    let store = trainer.store
    return try trainer.run(
      checkpoint: plan ?? Trainer.CheckpointPlan(file: file),
      batch: { Batch(images: [Float($0)], shape: Shape(features: 1), labels: [0]) },
      gradients: { batch, step in
        #expect(batch.images == [Float(step)])
        if step == failure { throw CancellationError() }
        let values = store.values(of: "w.weight")
        var loss: Float = 0
        for index in values.indices {
          let difference = values[index] - 1 / Float(step + index + 1)
          store.gradients(of: "w.weight")[index] += difference
          loss += difference * difference / 2
        }
        store.values(of: "w.running_var")[0] *= 0.9
        return Trainer.StepResult(loss: loss, images: 2)
      },
      progress: progress, shouldStop: { trainer.step == stop })
  }
}

struct TrainerTests {
  @Test(arguments: [Recipe.Method.standardSGD, .standardAdamW])
  func `A stopped and resumed training ends with the bytes of an undisturbed one`(
    method: Recipe.Method
  ) throws {
    let (steady, broken) = (try Exercise(), try Exercise())
    defer {
      steady.remove()
      broken.remove()
    }
    let trainer = steady.trainer(method)
    #expect(try steady.run(trainer) == .finished)

    for stop in [0, 7, 8] {
      let part = broken.trainer(method)
      #expect(try broken.run(part, stopAt: stop) == .stopped(step: stop))
    }
    let rest = broken.trainer(method)
    #expect(try broken.run(rest) == .finished)
    #expect(rest.weights == trainer.weights)
    #expect(rest.store.weights == trainer.store.weights)
    #expect(try Data(contentsOf: broken.file) == Data(contentsOf: steady.file))
    #expect(trainer.weights != trainer.store.weights, "the average is not what was trained")
  }

  @Test func `A killed training goes on from the last checkpoint that was due`() throws {
    let (steady, broken) = (try Exercise(), try Exercise())
    defer {
      steady.remove()
      broken.remove()
    }
    let whole = steady.trainer()
    #expect(try steady.run(whole) == .finished)

    let plan = Trainer.CheckpointPlan(file: broken.file, everySteps: 5, everySeconds: 3600)
    #expect(throws: CancellationError.self) {
      try broken.run(broken.trainer(), plan: plan, failAt: 13)
    }
    // A half-written checkpoint beside the good one is what a kill during the writing leaves.
    try Data("half".utf8).write(to: broken.file.appendingPathExtension("partial"))
    var steps: [Int] = []
    let rest = broken.trainer()
    #expect(try broken.run(rest, plan: plan) { steps.append($0.step) } == .finished)
    #expect(steps == Array(11...20))
    #expect(rest.weights == whole.weights)
  }

  @Test func `A finished training is not repeated`() throws {
    let exercise = try Exercise()
    defer { exercise.remove() }
    let first = exercise.trainer()
    #expect(try exercise.run(first) == .finished)
    let second = exercise.trainer()
    #expect(try exercise.run(second, failAt: 0) == .finished)
    #expect(second.weights == first.weights)
  }

  @Test func `Progress tells steps, the recent loss and images per second`() throws {
    let exercise = try Exercise()
    defer { exercise.remove() }
    let trainer = exercise.trainer()
    var instant = ContinuousClock.now
    var seen: [Trainer.Progress] = []
    let outcome = try trainer.run(
      batch: { _ in Batch(images: [], shape: Shape(features: 1), labels: []) },
      gradients: { _, step in
        instant += .seconds(2)
        return Trainer.StepResult(loss: Float(step), images: 64)
      },
      progress: { seen.append($0) }, now: { instant })
    #expect(outcome == .finished)
    #expect(seen.map(\.step) == Array(1...20))
    #expect(seen.last?.total == 20)
    #expect(seen.last?.loss == 9.5)
    #expect(seen.last?.imagesPerSecond == 32)
  }

  @Test func `The checkpoint of another training is refused`() throws {
    let exercise = try Exercise()
    defer { exercise.remove() }
    let first = exercise.trainer()
    #expect(try exercise.run(first, stopAt: 4) == .stopped(step: 4))
    let path = exercise.file.path
    #expect {
      try exercise.run(exercise.trainer(subject: "other values"))
    } throws: {
      "\($0)"
        == "'\(path)' is the checkpoint of another training: its subject is four values; here it "
        + "is other values. Delete the file to start anew, or repeat the request that it was made "
        + "with."
    }
    #expect {
      try exercise.run(exercise.trainer(rate: 0.06))
    } throws: {
      "\($0)".contains("its recipe is") && "\($0)".contains("0.06")
    }
    #expect {
      try exercise.run(exercise.trainer(values: [1, 2]))
    } throws: {
      "\($0)".contains(
        "its tensor 'w.weight' is of the shape [2, 2]; here it is of the shape [1, 2].")
    }
    try Safetensors(Weights()).write(to: exercise.file)
    #expect(throws: TrainingError.noCheckpoint(file: path)) {
      try exercise.run(exercise.trainer())
    }
    try Data("cut".utf8).write(to: exercise.file)
    #expect {
      try exercise.run(exercise.trainer())
    } throws: {
      "\($0)".hasPrefix("The checkpoint of the training is damaged: '\(path)' ends inside ")
        && "\($0)".hasSuffix("Delete '\(path)' to start anew.")
    }
  }

  @Test func `A loss that is no number stops the training and spares the checkpoint`() throws {
    let exercise = try Exercise()
    defer { exercise.remove() }
    let trainer = exercise.trainer()
    let before = trainer.store.weights
    #expect(
      throws: TrainingError.diverged(
        Divergence(
          step: 0, learningRate: trainer.recipe.learningRate(at: 0), sign: .lossOverflow))
    ) {
      try trainer.run(
        checkpoint: Trainer.CheckpointPlan(file: exercise.file),
        batch: { _ in Batch(images: [], shape: Shape(features: 1), labels: []) },
        gradients: { _, _ in Trainer.StepResult(loss: .nan, images: 0) })
    }
    #expect(trainer.store.weights == before)
    #expect(!FileManager.default.fileExists(atPath: exercise.file.path))
  }

  // Case 16
  @Test func `Values that outgrow all use are not saved while the loss is that of guessing`() throws
  {
    for (value, loss, sign) in [
      (Float.nan, 1, Divergence.Sign.valueOverflow), (1e6, 1, .values(largest: 1e6)),
    ] as [(Float, Float, Divergence.Sign)] {
      let exercise = try Exercise()
      defer { exercise.remove() }
      let trainer = exercise.trainer()
      let name = try #require(trainer.store.weights.names.first)
      #expect {
        try trainer.run(
          checkpoint: Trainer.CheckpointPlan(file: exercise.file, everySteps: 1),
          batch: { _ in Batch(images: [], shape: Shape(features: 1), labels: []) },
          gradients: { _, _ in Trainer.StepResult(loss: loss, images: 0) },
          progress: { _ in
            var weights = trainer.store.weights
            weights[name]?.values[0] = value
            trainer.store.load(weights)
          })
      } throws: { error in
        guard case TrainingError.diverged(let divergence) = error else { return false }
        return divergence.step == 0 && divergence.sign == sign
      }
      #expect(!FileManager.default.fileExists(atPath: exercise.file.path))
    }
  }

  // Case 16
  @Test func `A finite loss without hope stops the training at its step`() throws {
    let exercise = try Exercise()
    defer { exercise.remove() }
    let trainer = exercise.trainer()
    #expect {
      try trainer.run(
        batch: { _ in Batch(images: [], shape: Shape(features: 1), labels: []) },
        gradients: { _, step in Trainer.StepResult(loss: step == 2 ? 2400 : 2.3, images: 0) })
    } throws: { error in
      "\(error)".hasPrefix("The training diverged in step 3 at a learning rate of ")
        && "\(error)".contains("the loss has grown from 2.3 to 2400.0.")
    }
    #expect(trainer.step == 2)
  }
}
