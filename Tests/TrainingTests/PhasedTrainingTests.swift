import Foundation
import Graphs
import Tensors
import Testing
import Training

/// Three phases that pull four values towards numbers of their own.
struct PhasedTrainingTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "thimble-phases-\(UUID().uuidString)")

  private static func training(rate: Double = 0.1, subject: String = "four") -> PhasedTraining {
    PhasedTraining(
      [("a", 3), ("b", 0), ("c", 4)].map { name, steps in
        PhasedTraining.Phase(
          name, Recipe(peakLearningRate: rate, totalSteps: steps, averageDecay: 0.5))
      },
      from: first, subject: subject)
  }

  private static let first = {
    var weights = Weights()
    weights["w.weight"] = Tensor(shape: [2, 2], values: [1, -2, 3, 0.3])
    return weights
  }()

  /// What a run has seen.
  private final class Log {
    var steps: [PhasedTraining.Moment] = []
    var entered: [Int] = []
  }

  /// Runs it in the file of this name; `killAt` throws in the middle of that step, and `stopAt`
  /// asks to stop before it.
  private func run(
    _ training: PhasedTraining, _ name: String, killAt: Int? = nil, killEntering: Int? = nil,
    stopAt: Int? = nil, everySteps: Int? = 1, log seen: Log = Log()
  ) throws -> Weights? {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var next = 0
    return try training.run(
      checkpoint: Trainer.CheckpointPlan(
        file: folder.appending(path: name), everySteps: everySteps, everySeconds: 3600),
      enter: { index, weights in
        seen.entered.append(index)
        if index == killEntering { throw CancellationError() }
        var doubled = weights
        doubled["w.weight"]?.values = (weights["w.weight"]?.values ?? []).map { 2 * $0 }
        return doubled
      },
      batch: { Batch(images: [Float($0)], shape: Shape(features: 1), labels: [0]) },
      gradients: { batch, moment, store in
        #expect(batch.images == [Float(moment.step)])
        if moment.step == killAt { throw CancellationError() }
        let values = store.values(of: "w.weight")
        for index in values.indices {
          store.gradients(of: "w.weight")[index] +=
            values[index] - Float(moment.phase + moment.step)
        }
        return Trainer.StepResult(loss: 1, images: 1)
      },
      progress: { passed, moment, trainer in
        #expect(trainer.step == passed.step)
        seen.steps.append(moment)
        next = moment.step
      },
      shouldStop: { next == stopAt })
  }

  @Test func `Each phase begins with the average of the one before and a fresh optimizer`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let log = Log()
    let weights = try #require(try run(Self.training(), "whole", log: log))
    #expect(log.entered == [1, 2])
    #expect(log.steps.map(\.step) == Array(1...7))
    #expect(log.steps.map(\.phase) == [0, 0, 0, 2, 2, 2, 2])

    // The last phase alone, from what the first leaves.
    func phase(_ index: Int, from weights: Weights, steps: Int, begin: Int) throws -> Weights {
      let trainer = Trainer(
        Recipe(peakLearningRate: 0.1, totalSteps: steps, averageDecay: 0.5),
        ParameterStore(weights), subject: "")
      _ = try trainer.run(
        batch: { _ in Batch(images: [0], shape: Shape(features: 1), labels: [0]) },
        gradients: { _, step in
          let values = trainer.store.values(of: "w.weight")
          for place in values.indices {
            trainer.store.gradients(of: "w.weight")[place] +=
              values[place] - Float(index + begin + step)
          }
          return Trainer.StepResult(loss: 1, images: 1)
        })
      return trainer.weights
    }
    var between = try phase(0, from: Self.first, steps: 3, begin: 0)
    // Doubled twice, as the phase between has no steps.
    between["w.weight"] = between["w.weight"].map {
      Tensor(shape: $0.shape, values: $0.values.map { 4 * $0 })
    }
    #expect(try phase(2, from: between, steps: 4, begin: 3) == weights)
  }

  @Test func `Killed anywhere it ends with the bytes of an undisturbed training`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let whole = try run(Self.training(), "whole")
    let bytes = try Data(contentsOf: folder.appending(path: "whole"))
    for kill in 0..<7 {
      for everySteps in [1, 2] {
        let name = "killed-\(kill)-\(everySteps)"
        #expect(throws: CancellationError.self) {
          try run(Self.training(), name, killAt: kill, everySteps: everySteps)
        }
        #expect(try run(Self.training(), name, everySteps: everySteps) == whole)
        #expect(try Data(contentsOf: folder.appending(path: name)) == bytes)
      }
    }
    for phase in [1, 2] {
      let name = "entering-\(phase)"
      #expect(throws: CancellationError.self) {
        try run(Self.training(), name, killEntering: phase)
      }
      let log = Log()
      #expect(try run(Self.training(), name, log: log) == whole)
      #expect(log.entered == Array(phase...2))
    }
    for stop in 0..<7 {
      #expect(try run(Self.training(), "stopped-\(stop)", stopAt: stop) == nil)
      #expect(try run(Self.training(), "stopped-\(stop)") == whole)
    }
  }

  @Test func `The checkpoint of another training is refused by its phase or its subject`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    _ = try run(Self.training(), "other", stopAt: 5)
    #expect {
      try run(Self.training(subject: "five"), "other")
    } throws: {
      "\($0)".contains("its subject is four; here it is five.")
    }
    let single = PhasedTraining(
      [Self.training().phases[0]], from: Self.first, subject: "four")
    #expect {
      try run(single, "other")
    } throws: {
      "\($0)".contains("its phase is c; here it is the only one.")
    }
  }
}
