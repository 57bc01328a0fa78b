import Foundation
import Pipeline
import Testing
import TinyRuns

/// Run folders whose files are damaged, foreign or in use.
@Suite struct RunFolderTests {
  @Test(arguments: [
    ("request.json", "report", "start a new folder"),
    ("data.json", "report", "'thimble train --again'"),
    ("search.json", "report", "'thimble search --again'"),
    ("stm32f401/architecture.json", "quantize", "'thimble search --again'"),
    ("stm32f401/accuracy.json", "report", "'thimble quantize --again'"),
    ("stm32f401/model.json", "emit", "'thimble quantize --again'"),
    ("stm32f401/verdict.json", "report", "'thimble verify --again'"),
    ("supernet.safetensors", "search", "'thimble train --again'"),
    ("stm32f401/weights.safetensors", "quantize", "'thimble search --again'"),
    ("stm32f401/graph.json", "quantize", "'thimble search --again'"),
  ])
  func aFileThatWasCutShortIsNamedWithTheStepThatMakesItAnew(
    name: String, verb: String, remedy: String
  ) async throws {
    let run = try await FinishedRun.copy()
    let file = run.folder.url.appending(path: name)
    let bytes = try Data(contentsOf: file)
    try bytes.prefix(bytes.count / 2).write(to: file)
    try Tool.run(verb, "--again", "--run", run.folder.url.path)
      .expectError("'\(file.path)' cannot be used: ", "was it cut short?", remedy)
    // No file of a step that was not done is left half-written.
    let names = try FileManager.default.subpathsOfDirectory(atPath: run.folder.url.path)
    #expect(!names.contains { $0.hasSuffix(".partial") })
  }

  @Test(arguments: ["report", "eval"])
  func aReportOrAccuracyThatWasCutShortIsTold(verb: String) async throws {
    let run = try await FinishedRun.copy()
    let file = verb == "report" ? run.folder.report : run.folder.device("stm32f401").integerGraph
    try Data("{\"rows\": [".utf8).write(to: file)
    try Tool.run(verb, "--run", run.folder.url.path)
      .expectError("'\(file.path)' cannot be used: it is not valid JSON; was it cut short?")
  }

  @Test func candidatesThatWereCutShortAreTold() async throws {
    let run = try await FinishedRun.copy()
    try FileManager.default.removeItem(at: run.folder.search)
    try Data("[".utf8).write(to: run.folder.candidates)
    try Tool.run("search", "--run", run.folder.url.path).expectError(
      "candidates.json' cannot be used: it is not valid JSON", "'thimble search --again'")
    #expect(try Tool.run("search", "--again", "--run", run.folder.url.path).status == 0)
  }

  @Test func weightsOfAnotherNetworkAreRefused() async throws {
    let run = try await FinishedRun.copy()
    let weights = run.folder.device("stm32f401").weights
    try FileManager.default.removeItem(at: weights)
    try FileManager.default.copyItem(at: run.folder.supernet, to: weights)
    try Tool.run("quantize", "--again", "--run", run.folder.url.path)
      .expectError("'\(weights.path)' cannot be used: the tensor '")
    try FileManager.default.removeItem(at: run.folder.supernet)
    try Data([8, 0, 0, 0, 0, 0, 0, 0] + Array("{}      ".utf8)).write(to: run.folder.supernet)
    try Tool.run("search", "--again", "--run", run.folder.url.path)
      .expectError("supernet.safetensors' cannot be used: the tensor '", "' is missing.")
  }

  @Test func checkpointsThatAreDamagedOrForeignAreRefused() async throws {
    let run = try await FinishedRun.copy()
    let path = run.folder.url.path
    try FileManager.default.moveItem(at: run.folder.supernet, to: run.folder.checkpoint)
    try Tool.run("train", "--run", path).expectError(
      "training.safetensors' is no checkpoint of a training that this version reads; delete it")
    let bytes = try Data(contentsOf: run.folder.checkpoint)
    try bytes.prefix(bytes.count - 1).write(to: run.folder.checkpoint)
    try Tool.run("train", "--run", path)
      .expectError("The checkpoint of the training is damaged: ", "Delete '", "to start anew.")
    #expect(try Tool.run("train", "--again", "--run", path).status == 0)
  }

  @Test func aFolderOfAnotherVersionIsRefused() async throws {
    let run = try await FinishedRun.copy()
    let text = String(decoding: try Data(contentsOf: run.folder.request), as: UTF8.self)
    try Data(text.replacing("\"format\" : 2", with: "\"format\" : 99").utf8)
      .write(to: run.folder.request)
    try Tool.run("report", "--run", run.folder.url.path).expectError(
      "has format 99; this thimble reads format 2. Use the version that made it, or start a new")
  }

  @Test func aFolderThatAnotherProcessHoldsIsRefused() async throws {
    let run = try await FinishedRun.copy()
    let holder = try Pipeline(opening: run.folder)
    try Tool.run("report", "--again", "--run", run.folder.url.path)
      .expectError("is in use by another process; wait for it or choose another folder.")
    withExtendedLifetime(holder) {}
    #expect(run.exists(run.folder.report))
  }
}
