import Foundation
import Graphs
import Pipeline
import Testing
import TinyRuns

/// The exit codes that the help promises, from a real process.
@Suite(.serialized) struct ExitCodeTests {
  private let run = TinyRun()

  private func begin(epochs: Int = 1, candidates: Int = 4) throws {
    _ = try Pipeline(
      request: try TinyRun.request(epochs: epochs, candidates: candidates), in: run.folder)
  }

  @Test func whatIsDoneEndsWith0() throws {
    let outcome = try Tool.run("devices", "--template")
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(outcome.output.contains("\"my-board\""))
    #expect(try Tool.run("--help").status == 0)
  }

  @Test func aStatedFailureEndsWith1() throws {
    try Tool.run("report", "--run", run.folder.url.path)
      .expectError("request.json' is missing; run 'thimble fit' on this folder first.")
  }

  @Test func bitsThatDoNotFitAreWrittenBeforeTheError() throws {
    let outcome = try Tool.run(
      "quantize", "--plan-only", "--json", "--network", "mobilenetv1-1.0-224", "--flash", "1024000")
    outcome.expectError(
      "'mobilenetv1-1.0-224' fits at no bits: flash needs 1168932 of 1024000 bytes with as few bits "
        + "as there are. Take a smaller network or larger memories.")
    #expect(outcome.output.contains("\"feasible\" : false"))
  }

  @Test(arguments: [
    ["train", "--epochs", "0", "--device", "rp2040"], ["fly"], ["fit", "--resume", "--again"],
    ["search", "--checkpoint-seconds", "-1"], ["fit", "--data", "cifar10"],
  ])
  func wrongUsageEndsWith64(arguments: [String]) throws {
    let outcome = try Tool(arguments).outcome()
    #expect(outcome.status == 64 && outcome.errors.hasPrefix("error: "), "\(outcome.errors)")
  }

  @Test(arguments: ["fit", "train"])
  func resumingWhatNeverBeganIsAnError(verb: String) throws {
    let path = run.folder.url.path
    try Tool.run(verb, "--resume", "--device", "rp2040", "--run", path)
      .expectError("There is no run to go on with in '\(path)'; name its folder with '--run'")
    try Tool.run(verb, "--resume", "--run", path).expectError("There is no run to go on with")
    #expect(!run.exists(run.folder.url), "Nothing is made.")
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func trainingThatIsStoppedSavesEndsWith130AndGoesOn(signal: Int32) throws {
    try begin(epochs: 6)
    let path = run.folder.url.path
    let tool = try Tool(["train", "--run", path, "--checkpoint-seconds", "0"])
    try Tool.wait(for: run.folder.checkpoint)
    tool.send(signal)
    let outcome = try tool.outcome()
    #expect(outcome.status == 130)
    #expect(outcome.errors.contains("Stopped during 'train'; everything finished so far is saved."))
    #expect(run.exists(run.folder.checkpoint) && !run.exists(run.folder.supernet))
    #expect(try Tool.run("train", "--resume", "--run", path).status == 0)
    #expect(!run.exists(run.folder.checkpoint) && run.exists(run.folder.supernet))
  }

  @Test func quantizationIsStoppedInTheMiddleOfADevice() async throws {
    let run = try await FinishedRun.copy()
    // The step asks at its begin and before the device; then per batch of images.
    for questions in [3, 4] {
      let asked = Locked(0)
      let pipeline = try Pipeline(
        opening: run.folder,
        shouldStop: {
          asked.withLock { asked in
            asked += 1
            return asked >= questions
          }
        })
      await #expect(throws: PipelineError.interrupted(step: "quantize")) {
        try await pipeline.quantize(again: questions == 3)
      }
      #expect(!run.exists(run.folder.device("stm32f401").integerGraph))
    }
    try await Pipeline(opening: run.folder).quantize()
    #expect(run.exists(run.folder.device("stm32f401").integerGraph))
  }

  @Test func aSearchThatIsStoppedEndsWith130AndKeepsItsCandidates() throws {
    try begin(candidates: 40)
    let path = run.folder.url.path
    #expect(try Tool.run("train", "--run", path).status == 0)
    let tool = try Tool(["search", "--run", path])
    try Tool.wait(for: run.folder.candidates)
    tool.send(SIGINT)
    let outcome = try tool.outcome()
    #expect(outcome.status == 130 && outcome.errors.contains("Stopped during 'search'"))
    #expect(run.exists(run.folder.candidates) && !run.exists(run.folder.search))
  }
}
