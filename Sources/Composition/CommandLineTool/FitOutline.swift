import Devices
import Foundation
import Graphs
import Pipeline
import Reports

/// What a fit is going to do, before it does it.
struct FitOutline {
  /// What is asked for.
  let request: FitRequest
  /// The folder of the run.
  let run: RunFolder

  /// The steps up to one; done steps are marked.
  ///
  /// - Parameter choice: what was chosen for the images and why, or nil.
  func text(until last: RunStep, choice: String? = nil) -> String {
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

  private var sentenceOfTraining: String {
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
