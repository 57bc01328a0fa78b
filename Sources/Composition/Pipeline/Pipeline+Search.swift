import Search
import Supernets
import Tensors

extension Pipeline {
  /// Searches a sub-network for each device: `search.json`, and per device `architecture.json`,
  /// `graph.json` and `weights.safetensors` with recalibrated batch norms.
  ///
  /// Where the run has a predictor of accuracies, few devices are searched by its predictions, which
  /// learn from the measured accuracies of what they prefer; many are served from one front, and their
  /// networks measured. Many devices need a predictor, which is trained first. Otherwise candidates are
  /// measured alone. Every measured one is kept at once; a search that was stopped asks for the same
  /// ones again and gets the kept answers.
  /// - Throws: `SearchError` where no network fits a budget.
  public func search(again: Bool = false) async throws {
    _ = try request.searchedSpace()
    let isDone = RunStep.search.isDone(in: run, devices: deviceNames)
    if again || !isDone, request.devices.count > SearchPlan.devicesWithoutFront,
      try contents.readPredictor() == nil
    {
      _ = try trainPredictor()
    }
    try await perform(.search, again: again) {
      let search = try supernetSearch()
      let (winners, finalists) = try await search.winners(for: try devices.served())
      try search.write(winners, finalists: finalists)
    }
  }

  /// What searches the trained supernet.
  ///
  /// - Parameter known: what a search that is done has measured before.
  func supernetSearch(knowing known: [MeasuredCandidate] = []) throws -> SupernetSearch {
    let weights = try contents.readSupernet()
    let memory = try memoryForecast()
    try memory.note(on: memory.search(), of: .search).map(context.note)
    return try SupernetSearch(
      contents, of: weights, for: devices, try measurement(), knowing: known)
  }

  /// Measures sub-networks of the trained supernet and trains the predictor of their accuracy:
  /// `predictor.safetensors` and `predictor.json`.
  ///
  /// Later searches of this run and of those that take its supernet ask the predictor. What is
  /// measured is kept at once, in `measured.json`, so that a stopped process goes on.
  /// - Throws: ``PipelineError/missing(file:step:)`` where the training has not ended.
  public func trainPredictor(_ plan: PredictorPlan = PredictorPlan()) throws -> PredictorRecord {
    if let sentence = plan.violation { throw PipelineError.request(sentence) }
    context.progress(.stage("predictor"))
    let start = ContinuousClock.now
    let space = try request.searchedSpace()
    let known = try run.readMeasuredHalves(of: space)
    let evaluation = try supernetSearch().evaluation
    let measured = MeasuredFile(run, total: plan.samples + plan.tests, context)
    let step = PredictorStep(
      space: space, plan: plan, seed: request.seed(of: .predictor), known: known,
      measure: { architecture in
        try measured.checkForStop()
        let halves = try evaluation.halves(of: architecture)
        return MeasuredHalves(
          architecture: architecture, correct: halves.map(\.correct), images: halves.map(\.images))
      }, keep: measured.keep)
    let (predictor, record) = try step.run()
    try predictor.file.write(to: run.predictor)
    try run.write(record, to: run.predictorRecord)
    var times = run.readTimes()
    times["predictor", default: 0] += (ContinuousClock.now - start) / .seconds(1)
    try run.write(times, to: run.times)
    return record
  }
}
