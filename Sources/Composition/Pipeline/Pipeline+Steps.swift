import Files
import Foundation

extension Pipeline {
  /// Does a step unless its files are there, and keeps how long it worked.
  ///
  /// - Parameter again: whether its files are removed first; emission replaces them itself, so that
  ///   none are missing where it may not.
  func perform(_ step: RunStep, again: Bool, _ work: () async throws -> Void) async throws {
    if again {
      // Nothing is removed for a step that cannot be done.
      if step.readsImages { _ = try contents.foundData() }
      if step == .emit {
        try run.forgetTimes(of: [step])
      } else {
        try run.remove([step], devices: deviceNames)
      }
    } else if step.isDone(in: run, devices: deviceNames) {
      // A process that was killed between its last two actions leaves them.
      for file in step.unfinishedFiles(in: run, devices: deviceNames) {
        try FileManager.default.removeIfPresent(file)
      }
      return context.note("\(step.rawValue) is done already")
    }
    try run.remove(step.following, devices: deviceNames)
    try context.checkForStop(during: step)
    context.progress(.stage(step.rawValue))
    let start = ContinuousClock.now
    let outcome: Result<Void, any Error>
    do {
      outcome = .success(try await work())
    } catch {
      outcome = .failure(error)
    }
    var times = run.readTimes()
    times[step.rawValue, default: 0] += (ContinuousClock.now - start) / .seconds(1)
    do {
      try run.write(times, to: run.times)
    } catch {
      // What went wrong first counts.
      try outcome.get()
      throw error
    }
    try outcome.get()
  }
}

extension RunFolder {
  /// Removes what steps have written, the last step first, so that nothing looks done that is not.
  fileprivate func remove(
    _ steps: some BidirectionalCollection<RunStep>, devices: [String]
  ) throws {
    try forgetUnserved(by: steps)
    for step in steps.reversed() { try remove(step, devices: devices) }
    try forgetTimes(of: steps)
  }

  fileprivate func forgetTimes(of steps: some Collection<RunStep>) throws {
    var times = readTimes()
    for step in steps { times[step.rawValue] = nil }
    if times != readTimes() { try write(times, to: self.times) }
  }
}
