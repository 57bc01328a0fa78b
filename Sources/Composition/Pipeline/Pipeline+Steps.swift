import Devices
import Files
import Foundation
import Randomness

extension Pipeline {
  /// The names of the devices in the order of the request.
  var deviceNames: [String] { request.devices.map(\.name) }

  /// Does a step unless its files are there, and keeps how long it worked.
  ///
  /// - Parameter again: whether its files are removed first; emission replaces them itself, so that
  ///   none are missing where it may not.
  func perform(_ step: RunStep, again: Bool, _ work: () async throws -> Void) async throws {
    if again {
      // Nothing is removed for a step that cannot be done.
      if step.readsImages { _ = try foundData() }
      if step == .emit {
        try forgetTimes(of: [step])
      } else {
        try remove([step])
      }
    } else if step.isDone(in: run, devices: deviceNames) {
      // A process that was killed between its last two actions leaves them.
      try remove(step.unfinishedFiles(in: run, devices: deviceNames))
      return progress(.note("\(step.rawValue) is done already"))
    }
    try remove(step.following)
    try checkForStop(during: step)
    progress(.stage(step.rawValue))
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
      // What went wrong first is told.
      try outcome.get()
      throw error
    }
    try outcome.get()
  }

  /// Throws ``PipelineError/interrupted(step:)`` where the caller asked to stop.
  func checkForStop(during step: RunStep) throws {
    if shouldStop() { throw PipelineError.interrupted(step: step.rawValue) }
  }

  /// Removes what steps have written, the last step first, so that nothing looks done that is not.
  private func remove(_ steps: some BidirectionalCollection<RunStep>) throws {
    try run.forgetUnserved(by: steps)
    for step in steps.reversed() { try run.remove(step, devices: deviceNames) }
    try forgetTimes(of: steps)
  }

  private func forgetTimes(of steps: some Collection<RunStep>) throws {
    var times = run.readTimes()
    for step in steps { times[step.rawValue] = nil }
    if times != run.readTimes() { try run.write(times, to: run.times) }
  }

  private func remove(_ files: [URL]) throws {
    for file in files { try FileManager.default.removeIfPresent(file) }
  }

  /// An independent seed for each purpose, drawn from that of the request or from another one.
  func seed(of purpose: FitRequest.Purpose, from seed: UInt64? = nil) -> UInt64 {
    request.seed(of: purpose, from: seed)
  }
}

extension FitRequest {
  /// What chance is needed for; a new purpose goes to the end, so that the others keep their seeds.
  enum Purpose: Int {
    case images
    case weights
    case batches
    case subnetworks
    case search
    case recalibration
    case predictor
    case retraining
  }

  /// An independent seed for each purpose, drawn from that of the request or from another one.
  func seed(of purpose: Purpose, from other: UInt64? = nil) -> UInt64 {
    var generator = SeededGenerator(seed: other ?? seed)
    for _ in 0..<purpose.rawValue { _ = generator.next() }
    return generator.next()
  }
}
