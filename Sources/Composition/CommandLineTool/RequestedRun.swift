import Architectures
import Devices
import Foundation
import Graphs
import Pipeline
import Reports

/// The run that the options of `fit` or `train` begin or go on with.
struct RequestedRun {
  /// Its folder.
  let folder: RunFolder
  /// What is asked for; nil goes on with what the folder holds.
  let request: FitRequest?
  /// Where the images of the run are now; nil where the request says.
  let dataPath: String?
  /// What was chosen for the images and why, or nil.
  let note: String?

  /// - Parameters:
  ///   - alone: the architecture that is trained alone, or nil.
  ///   - name: what files and symbols of the emitted code begin with; nil is `model`.
  ///   - integers: how the networks become integers; nil is as they do by themselves.
  init(
    _ request: RequestOptions, _ training: TrainingOptions, _ options: StepOptions,
    alone: Architecture? = nil, integers: IntegerOptions? = nil, name: String? = nil
  ) throws {
    var chosen: String?
    func asked(for folder: RunFolder) throws -> FitRequest {
      var asked = try request.request(
        training, alone: alone, threads: options.work.threads,
        stored: folder.exists ? try? folder.readRequest() : nil, note: { chosen = $0 })
      if let integers { asked.quantization = try integers.plan() }
      asked.name = name
      return asked
    }
    let work = options.work
    let decidesNothing =
      !request.decidesAnything && !training.decidesAnything && alone == nil
      && integers?.decidesAnything != true && name == nil
    if decidesNothing, work.run.run != nil || !RunOptions.runs(in: "runs").isEmpty {
      folder = try work.run.folder()
      try options.checkResume(of: folder)
      if request.dataPath != nil, !folder.exists {
        throw UsageError.nothingToResume(folder: folder.shortPath)
      }
      self.request = folder.exists ? nil : try asked(for: folder)
      dataPath = request.dataPath
    } else {
      folder = work.run.folder(orNewNamed: request.defaultFolderName)
      try options.checkResume(of: folder)
      if request.namesNoDevice, request.network == nil, alone == nil, folder.exists {
        let command = try folder.readRequest().command(run: folder.shortPath)
        throw UsageError.partialRequest(folder: folder.shortPath, command: command)
      }
      self.request = try asked(for: folder)
      dataPath = nil
    }
    note = chosen
  }
}

extension Pipeline {
  /// What a fit is going to do up to a step, before it does it; done steps are marked.
  ///
  /// - Parameter choice: what was chosen for the images and why, or nil.
  func outline(until last: RunStep, choice: String? = nil) -> String {
    let names = request.devices.map(\.name)
    var table = TextTable([.init("Step"), .init("State"), .init("What it does")])
    for step in request.steps where !last.following.contains(step) {
      let isDone = step.isDone(in: run, devices: names)
      table.add([step.rawValue, isDone ? "done" : "to do", sentence(of: step)])
    }
    let titles =
      request.devices.count > 6
      ? "\(grouped(request.devices.count)) devices"
      : request.devices.map(\.title).joined(separator: ", ")
    return "Fit of \(request.source.title) to \(titles) in \(run.shortPath)\n\n"
      + table.lines.map { "  \($0)\n" }.joined() + (choice.map { "\n\($0)\n" } ?? "") + "\n"
  }

  private func sentence(of step: RunStep) -> String {
    let training = request.training
    return switch step {
    case .train: sentenceOfTraining
    case .search:
      "\(request.source.summaryOfSearch(request.search)) on \(training.heldOut.summary)"
    case .quantize:
      "\(request.quantization.summary); \(request.data.score.rawValue) on all test "
        + request.data.noun
    case .emit: "C99 for each device"
    case .verify: "compares \(request.verifiedImages) outputs byte for byte on each device"
    case .report: "a table and \(run.page.lastPathComponent)"
    }
  }
}

extension Pipeline {
  /// What the first step does, in a few words.
  fileprivate var sentenceOfTraining: String {
    let training = request.training
    guard let learners = request.source.learners(training.recipe) else {
      return "takes \(request.source.titleOfTrained)"
    }
    return "\(training.epochs) epoch\(training.epochs == 1 ? "" : "s") of \(request.data.title), "
      + "\(learners), \(request.threads) thread\(request.threads == 1 ? "" : "s")"
  }
}

extension NetworkSource {
  /// What learns, in a few words; nil where the networks are trained already.
  fileprivate func learners(_ recipe: TrainingPlan.Recipe) -> String? {
    switch self {
    case .space: recipe.summary
    case .architecture, .literature: "'\(title)' alone"
    case .supernet, .run, .model: nil
    }
  }

  /// What is trained already, in a few words.
  fileprivate var titleOfTrained: String {
    switch self {
    case .run(let place, _), .model(let place, _): "the network of '\(place)'"
    case .supernet(let name, _): "the trained supernet '\(name)'"
    case .space, .architecture, .literature: title
    }
  }

  /// What a search does, in a few words.
  fileprivate func summaryOfSearch(_ plan: SearchPlan) -> String {
    switch self {
    case .supernet: "asks the predictor of the supernet where it has one, and measures"
    case .space, .architecture, .literature, .run, .model:
      "measures up to \(plan.candidates) sub-networks"
    }
  }
}

extension HeldOut {
  /// What part of the training images it is, in a few words.
  fileprivate var summary: String {
    switch self {
    case .standard: "a sixth of the training images, held out"
    case .count(let count): "\(grouped(count)) held-out image\(count == 1 ? "" : "s")"
    case .percent: "\(self) of the training images, held out"
    }
  }
}

extension TrainingPlan.Recipe {
  /// What learns, in a few words.
  fileprivate var summary: String {
    switch self {
    case .singleStage: "4 sub-networks per step"
    case .progressive: "from the largest network to the small ones"
    }
  }
}
