import ArgumentParser
import Devices
import Foundation
import Pipeline

/// The options of every verb that computes on a run folder.
struct WorkOptions: ParsableArguments {
  @OptionGroup var run: RunOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Worker threads (default: one per processor).", valueName: "count"),
    transform: value(of: FitRequest.threads))
  var threads: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Seconds of training between two checkpoints, which are all that a killed process loses "
        + "(default: 30).",
      valueName: "seconds", visibility: .hidden),
    transform: value(in: .number("of at least 0, such as 30") { $0 >= 0 }))
  var checkpointSeconds: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How often a training measures held-out accuracies for 'curve.csv' (default: 10).",
      valueName: "count", visibility: .hidden),
    transform: value(in: .whole(0...Int.max)))
  var accuracyMeasurements: Int?

  /// Opens the run of a folder, or begins it with a request, and works on it with progress and
  /// Ctrl-C.
  ///
  /// - Parameters:
  ///   - dataPath: where the images of an existing run are now; nil is where they were.
  ///   - revises: as that of a `Pipeline`.
  func work<Result>(
    on folder: RunFolder, _ request: FitRequest? = nil, dataPath: String? = nil,
    revises: Bool = false,
    _ body: (Pipeline) async throws -> Result
  ) async throws -> Result {
    let signal = InterruptSignal()
    let line = ProgressLine(isQuiet: run.quiet)
    defer { line.finish() }
    let pipeline =
      if let request {
        try Pipeline(
          request: request, in: folder, checkpointSeconds: checkpointSeconds ?? 30,
          accuracyMeasurements: accuracyMeasurements ?? 10, revises: revises,
          progress: { line.show($0) }, shouldStop: { signal.wasRaised })
      } else {
        try Pipeline(
          opening: folder, threads: threads, dataPath: dataPath,
          checkpointSeconds: checkpointSeconds ?? 30,
          accuracyMeasurements: accuracyMeasurements ?? 10, progress: { line.show($0) },
          shouldStop: { signal.wasRaised })
      }
    return try await body(pipeline)
  }
}

/// The option of every verb that reads the images of an existing run.
struct DataPathOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where the images of the run are now, if they were moved; it is remembered.",
      valueName: "folder"))
  var dataPath: String?
}

/// The options of every verb that is a step of the flow.
struct StepOptions: ParsableArguments {
  @OptionGroup var work: WorkOptions

  @Flag(
    help: "Do the step again even if it is done, and remove what later steps made of its result.")
  var again = false

  @Flag(help: "Go on with a run that was stopped; an error if there is none.")
  var resume = false

  func validate() throws {
    if resume, again { throw ValidationError("'--resume' and '--again' exclude each other.") }
  }

  /// Does one step of an existing run, then writes its result and the next command.
  ///
  /// - Parameters:
  ///   - text: the result for a person.
  ///   - json: the result for a script.
  func perform(
    _ step: RunStep, dataPath: String? = nil, _ body: (Pipeline) async throws -> Void,
    text: (RunFolder) throws -> String, json: (RunFolder) throws -> some Encodable
  ) async throws {
    let folder = try work.run.folder()
    try checkResume(of: folder)
    try await work.work(on: folder, dataPath: dataPath) { try await body($0) }
    try finish(step, folder, text: text, json: json)
  }

  /// Throws ``UsageError/nothingToResume(folder:)`` where a run is to be resumed that never began.
  func checkResume(of folder: RunFolder) throws {
    if resume, !folder.exists { throw UsageError.nothingToResume(folder: folder.shortPath) }
  }

  /// Writes the result of a step and the next command, then throws where some devices are not served.
  func finish(
    _ step: RunStep, _ folder: RunFolder, text: (RunFolder) throws -> String,
    json: (RunFolder) throws -> some Encodable
  ) throws {
    if work.run.json {
      try writeJSON(try json(folder))
    } else {
      standardOutput.write(try text(folder))
      if !work.run.quiet {
        standardError.write("\n" + step.hint(for: folder, try folder.readRequest()))
      }
    }
    try UnservedDevice.requireNone(in: folder)
  }
}
