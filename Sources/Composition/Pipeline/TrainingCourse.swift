import Architectures
import Foundation
import Graphs
import Supernets
import Tensors
import Training

/// What a recipe does in the steps of a training.
struct TrainingCourse {
  /// The phases with their first values.
  var training: PhasedTraining
  /// Whether progress names the phase.
  var hasPhases: Bool { training.phases.count > 1 }
  /// The values with which a phase but the first begins, made of those of the phase before.
  var enter: (_ phase: Int, _ weights: Weights) throws -> Weights = { $1 }
  /// Puts the gradients of a step towards what the labels want, `[N, classes]`, into the store.
  var gradients:
    (Batch, _ targets: [Float], PhasedTraining.Moment, ParameterStore) throws -> Trainer.StepResult
  /// The held-out accuracies of the largest and the smallest network with these values.
  var accuracies: (Weights) throws -> [Double]
  /// Writes what the training ends with.
  var keep: (Weights) throws -> Void
  /// The work of a step of each phase, in any unit, for the time left; nil is the same in all.
  var workOfSteps: [Double]?

  /// The share of the work that is done at a moment, 0 to 1.
  ///
  /// - Parameter step: the finished steps of the phase.
  func share(after step: Int, of phase: Int) -> Double {
    let works = training.phases.enumerated().map { index, phase in
      (workOfSteps?[index] ?? 1) * Double(phase.recipe.totalSteps)
    }
    let passed = Double(step) / Double(max(training.phases[phase].recipe.totalSteps, 1))
    let done = works.prefix(phase).reduce(0, +) + works[phase] * passed
    return done / max(works.reduce(0, +), .leastNormalMagnitude)
  }
}

extension Pipeline {
  /// The course of the request's recipe.
  func course(steps: Int) throws -> TrainingCourse {
    if let alone = try request.networkAlone { return try courseAlone(of: alone, steps: steps) }
    let space = try request.searchedSpace()
    return switch request.training.recipe {
    case .singleStage(let distillation):
      try singleStageCourse(of: space, steps: steps, distillation: distillation)
    case .progressive(let distillation):
      try progressiveCourse(of: space, steps: steps, distillation: distillation)
    }
  }

  private func singleStageCourse(
    of space: SearchSpace, steps: Int, distillation: Bool
  ) throws -> TrainingCourse {
    let supernet = try Supernet(space)
    let rule = SandwichRule(seed: seed(of: .subnetworks), distils: distillation)
    let engine = engine
    return TrainingCourse(
      training: PhasedTraining(
        [PhasedTraining.Phase("single stage", recipe(steps: steps))],
        from: try firstValues(try supernet.initialWeights(seed: seed(of: .weights))),
        subject: try subject, undecayed: supernet.kernelTransformNames),
      gradients: { batch, targets, moment, store in
        try supernet.sandwichStep(
          rule, on: batch, towards: targets, step: moment.step, engine: engine, store: store)
      },
      accuracies: extremeAccuracies(of:), keep: keepSupernet)
  }

  private func progressiveCourse(
    of space: SearchSpace, steps: Int, distillation: Bool
  ) throws -> TrainingCourse {
    let supernet = try Supernet(space)
    let phases = ProgressiveShrinking.standard.phases(
      of: space, steps: steps, peakLearningRate: request.training.learningRate)
    let (seed, engine) = (seed(of: .subnetworks), engine)
    var course = TrainingCourse(
      training: PhasedTraining(
        phases.map { phase in
          var recipe = recipe(steps: phase.steps)
          recipe.warmUpSteps = phase.warmUpSteps
          recipe.peakLearningRate = phase.peakLearningRate
          return PhasedTraining.Phase(phase.name, recipe)
        },
        from: try firstValues(try supernet.initialWeights(seed: self.seed(of: .weights))),
        subject: try subject, undecayed: supernet.kernelTransformNames),
      gradients: { _, _, _, _ in Trainer.StepResult(loss: 0, images: 0) },
      accuracies: extremeAccuracies(of:), keep: keepSupernet,
      workOfSteps: try phases.map { try $0.macsPerStep(taught: distillation, seed: seed) })
    course.enter = { index, weights in
      // The second phase is the first with a teacher; a file that a killed process left is replaced.
      if distillation, index == 1 {
        try Safetensors(weights, metadata: ["subject": try subject]).write(to: run.teacher)
      }
      guard phases[index].sortsChannels, let before = phases[index].spaceBefore else {
        return weights
      }
      return try supernet.channelsSorted(weights, keeping: before)
    }
    var teacher: ParameterStore?
    course.gradients = { batch, targets, moment, store in
      let phase = phases[moment.phase]
      if distillation, phase.hasTeacher, teacher == nil { teacher = try readTeacher() }
      return try supernet.shrinkingStep(
        phase, on: batch, towards: targets, teacher: phase.hasTeacher ? teacher : nil,
        step: moment.step, seed: seed, engine: engine, store: store)
    }
    return course
  }

  private func courseAlone(of graph: FloatGraph, steps: Int) throws -> TrainingCourse {
    let (network, engine) = (Network(graph), engine)
    return TrainingCourse(
      training: PhasedTraining(
        [PhasedTraining.Phase("alone", recipe(steps: steps))],
        from: try firstValues(Supernet.initialWeights(of: graph, seed: seed(of: .weights))),
        subject: try subject),
      gradients: { batch, targets, _, store in
        let outcome = engine.train(
          network, store, on: batch.sized(graph.inputValue.width), towards: targets,
          statisticsMomentum: nil)
        return Trainer.StepResult(loss: outcome.loss, images: batch.count)
      },
      accuracies: { weights in
        [try heldOutAccuracy(of: graph, try recalibrated(graph, weights))]
      },
      keep: { try keepAlone(graph, $0) })
  }

  /// Writes the weights of the supernet.
  private func keepSupernet(_ weights: Weights) throws {
    try Safetensors(weights, metadata: ["subject": try subject]).write(to: run.supernet)
  }

  /// The full network as the first phase left it.
  private func readTeacher() throws -> ParameterStore {
    let step = RunStep.train.rawValue
    let file = try run.readWeights(
      run.teacher, writtenBy: step, expected: try Supernet(request.searchedSpace()).shapes())
    guard file.metadata["subject"] == (try subject) else {
      throw PipelineError.damaged(
        file: run.teacher.path, reason: "it comes from a training of another request.", step: step)
    }
    return ParameterStore(file.weights)
  }

  private func recipe(steps: Int) -> Recipe {
    let plan = request.training
    return Recipe(
      method: plan.optimizer.method, peakLearningRate: plan.learningRate,
      warmUpSteps: min(steps / 10, 500), totalSteps: steps, weightDecay: plan.weightDecay,
      labelSmoothing: plan.labelSmoothing, averageDecay: plan.averageDecay)
  }
}

extension TrainingPlan.Optimizer {
  /// The rule as the trainer knows it.
  fileprivate var method: Training.Recipe.Method {
    switch self {
    case .sgd: .standardSGD
    case .adamW: .standardAdamW
    }
  }
}
