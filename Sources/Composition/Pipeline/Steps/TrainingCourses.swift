import Architectures
import Datasets
import Files
import Foundation
import Graphs
import Reports
import Supernets
import Tensors
import Training

/// Makes the course of the training that a request asks for.
struct TrainingCourses {
  /// The folder, for the teacher and the result, and the request.
  let contents: RunContents
  /// What measures networks on the images of the run.
  let measurement: NetworkMeasurement
  /// Receives a sentence without its full stop.
  let note: (String) -> Void

  private var run: RunFolder { contents.run }
  private var request: FitRequest { contents.request }
  private var engine: Engine { measurement.context.engine }

  /// The course of the request's recipe.
  func course(steps: Int) throws -> TrainingCourse {
    if case .one(let graph) = try request.choice {
      return try courseAlone(of: graph, steps: steps)
    }
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
    let rule = SandwichRule(seed: request.seed(of: .subnetworks), distils: distillation)
    let engine = engine
    return TrainingCourse(
      training: PhasedTraining(
        [PhasedTraining.Phase("single stage", recipe(steps: steps))],
        from: try firstValues(try supernet.initialWeights(seed: request.seed(of: .weights))),
        subject: try request.trainingSubject, undecayed: supernet.kernelTransformNames),
      gradients: { batch, targets, moment, store in
        try supernet.sandwichStep(
          rule, on: batch, towards: targets, step: moment.step, engine: engine, store: store)
      },
      accuracies: { weights, _ in try measurement.extremeScores(of: supernet, weights) },
      keep: keepSupernet)
  }

  private func progressiveCourse(
    of space: SearchSpace, steps: Int, distillation: Bool
  ) throws -> TrainingCourse {
    let supernet = try Supernet(space)
    let phases = ProgressiveShrinking.standard.phases(
      of: space, steps: steps, peakLearningRate: request.training.learningRate)
    let (seed, engine) = (request.seed(of: .subnetworks), engine)
    var course = TrainingCourse(
      training: PhasedTraining(
        phases.map { phase in
          var recipe = recipe(steps: phase.steps)
          recipe.warmUpSteps = phase.warmUpSteps
          recipe.peakLearningRate = phase.peakLearningRate
          return PhasedTraining.Phase(phase.name, recipe)
        },
        from: try firstValues(try supernet.initialWeights(seed: request.seed(of: .weights))),
        subject: try request.trainingSubject, undecayed: supernet.kernelTransformNames),
      gradients: { _, _, _, _ in Trainer.StepResult(loss: 0, images: 0) },
      accuracies: { weights, _ in try measurement.extremeScores(of: supernet, weights) },
      keep: keepSupernet,
      workOfSteps: try phases.map { try $0.macsPerStep(taught: distillation, seed: seed) })
    course.enter = { index, weights in
      // The second phase is the first with a teacher; a file that a killed process left is replaced.
      if distillation, index == 1 {
        try Safetensors(weights, metadata: ["subject": try request.trainingSubject]).write(
          to: run.teacher)
      }
      guard phases[index].sortsChannels, let before = phases[index].spaceBefore else {
        return weights
      }
      return try supernet.channelsSorted(weights, keeping: before)
    }
    var teacher: ParameterStore?
    course.gradients = { batch, targets, moment, store in
      let phase = phases[moment.phase]
      if distillation, phase.hasTeacher, teacher == nil {
        teacher = ParameterStore(try contents.readTeacher())
      }
      return try supernet.shrinkingStep(
        phase, on: batch, towards: targets, teacher: phase.hasTeacher ? teacher : nil,
        step: moment.step, seed: seed, engine: engine, store: store)
    }
    return course
  }

  private func courseAlone(of graph: FloatGraph, steps: Int) throws -> TrainingCourse {
    let (network, engine, loss) = (Network(graph), engine, measurement.dataset.task.loss)
    return TrainingCourse(
      training: PhasedTraining(
        [PhasedTraining.Phase("alone", recipe(steps: steps))],
        from: try firstValues(Supernet.initialWeights(of: graph, seed: request.seed(of: .weights))),
        subject: try request.trainingSubject),
      gradients: { batch, targets, _, store in
        let outcome = engine.train(
          network, store, on: batch.resized(to: graph.inputValue.size), towards: targets,
          loss: loss, statisticsMomentum: nil)
        return Trainer.StepResult(loss: outcome.loss, images: batch.count)
      },
      accuracies: { weights, _ in [measurement.heldOutScore(ofTrained: graph, weights)] },
      keep: { try keepAlone(graph, $0) })
  }

  /// Writes the weights of the supernet.
  private func keepSupernet(_ weights: Weights) throws {
    try Safetensors(weights, metadata: ["subject": try request.trainingSubject]).write(
      to: run.supernet)
  }

  /// Writes the network that was trained alone, and how well it does.
  private func keepAlone(_ graph: FloatGraph, _ weights: Weights) throws {
    let network = WeightedNetwork(
      graph: graph, weights: measurement.recalibrated(Network(graph), weights),
      interface: measurement.interface)
    try contents.write(network, as: measurement.record(of: network))
  }

  private func recipe(steps: Int) -> Recipe {
    let plan = request.training
    return Recipe(
      method: plan.optimizer.method, peakLearningRate: plan.learningRate,
      warmUpSteps: min(steps / 10, 500), totalSteps: steps, weightDecay: plan.weightDecay,
      labelSmoothing: plan.labelSmoothing, averageDecay: plan.averageDecay)
  }
}

extension TrainingCourses {
  /// The values that a training begins with: the drawn ones, with those of the supernet that the
  /// request starts from where they agree.
  ///
  /// A training that goes on from its checkpoint does not ask for that supernet any more.
  /// - Throws: what ``TrainedSupernet/init(_:)`` throws.
  func firstValues(_ drawn: Weights) throws -> Weights {
    guard let name = request.training.startFrom, let place = request.located.training.startFrom,
      !FileManager.default.fileExists(atPath: run.checkpoint.path)
    else { return drawn }
    let trained = try TrainedSupernet(place)
    let space = try trained.request.searchedSpace()
    let file = try trained.folder.readWeights(
      trained.folder.supernet, writtenBy: RunStep.train.rawValue,
      expected: try Supernet(space).shapes())
    guard let own = request.source.space else { return drawn }
    let transfer = try WeightTransfer(
      into: drawn, of: own, from: file.weights, of: space)
    let share = Double(transfer.values) / Double(max(drawn.count, 1))
    note(
      "the training starts from '\(name)': \(transfer.tensors) of \(drawn.names.count) tensors, "
        + "\(decimal(100 * share, 1)) % of the values; drawn are those of "
        + Self.list(transfer.drawnLayers))
    return transfer.weights
  }

  /// Up to six names, and how many more there are.
  private static func list(_ names: [String]) -> String {
    let most = 6
    let more = names.count > most ? [" and \(names.count - most) more layers"] : []
    return ([names.prefix(most).joined(separator: ", ")] + more).joined()
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
