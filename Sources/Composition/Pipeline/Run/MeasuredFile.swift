import Reports

/// Keeps the sub-networks that a predictor learns from in `measured.json`, every ten seconds and in the end.
final class MeasuredFile {
  private let run: RunFolder
  private let total: Int
  private let context: StepContext
  private var measured: [MeasuredHalves] = []
  private var lastWriting = ContinuousClock.now

  /// - Parameter total: the sub-networks that are measured altogether.
  init(_ run: RunFolder, total: Int, _ context: StepContext) {
    self.run = run
    self.total = total
    self.context = context
  }

  /// Keeps the measurements made so far and reports progress.
  func keep(_ measured: [MeasuredHalves]) throws {
    self.measured = measured
    if ContinuousClock.now - lastWriting > .seconds(10) || measured.count == total {
      try run.write(measured, to: run.measured)
      lastWriting = .now
    }
    let best = decimal(100 * (measured.map(\.accuracy).max() ?? 0), 1)
    let images = grouped(measured.last?.images.reduce(0, +) ?? 0)
    context.progress(
      .step(
        done: measured.count, total: total,
        detail: "best so far \(best) % of \(images) held-out images"))
  }

  /// Writes what is measured and throws where the caller asked to stop.
  func checkForStop() throws {
    guard context.shouldStop() else { return }
    if !measured.isEmpty { try run.write(measured, to: run.measured) }
    throw PipelineError.interrupted(step: "predictor")
  }
}
