import Foundation
import Pipeline
import Testing
import TinyRuns

/// `kill -9` in the middle of the work; `Scripts/kill-test` does the same fifty times.
@Suite(.serialized) struct KillTests {
  private static func request() throws -> FitRequest {
    try TinyRun.request(epochs: 4, candidates: 12)
  }

  @Test func `a killed training and search end with the bytes of a steady run`() async throws {
    let (steady, broken) = (TinyRun(), TinyRun())
    do {
      let pipeline = try Pipeline(request: try Self.request(), in: steady.folder)
      try await pipeline.train()
      try await pipeline.search()
    }
    _ = try Pipeline(request: try Self.request(), in: broken.folder)
    let path = broken.folder.url.path
    // Each moment is that at which a file has just appeared, and some time later. A fast process may
    // end before the signal, but not every time.
    var kills = 0
    for (verb, file) in [
      ("train", broken.folder.data), ("train", broken.folder.checkpoint),
      ("search", broken.folder.candidates),
    ] {
      if verb == "search" {
        #expect(try Tool.run("train", "--resume", "--run", path).status == 0)
      }
      for microseconds: UInt32 in [0, 40_000] {
        let tool = try Tool([verb, "--run", path, "--checkpoint-seconds", "0"])
        try Tool.wait(for: file)
        usleep(microseconds)
        tool.send(SIGKILL)
        if try tool.outcome().status == -SIGKILL { kills += 1 }
      }
    }
    #expect(kills > 0)
    #expect(try Tool.run("search", "--resume", "--run", path).status == 0)
    for file in ["supernet.safetensors", "search.json", "stm32f401/weights.safetensors"] {
      #expect(
        try Data(contentsOf: broken.folder.url.appending(path: file))
          == Data(contentsOf: steady.folder.url.appending(path: file)), "\(file) differs")
    }
    let left = try FileManager.default.subpathsOfDirectory(atPath: path)
    #expect(!left.contains { $0.hasSuffix(".partial") || $0.hasSuffix("training.safetensors") })
  }

  @Test func `a killed progressive training ends with the bytes of a steady run`() async throws {
    let (steady, broken) = (TinyRun(), TinyRun())
    var request = try Self.request()
    request.training.recipe = .progressive(distillation: true)
    try await Pipeline(request: request, in: steady.folder).train()
    _ = try Pipeline(request: request, in: broken.folder)
    let path = broken.folder.url.path
    for file in [broken.folder.checkpoint, broken.folder.teacher, broken.folder.teacher] {
      let tool = try Tool(["train", "--run", path, "--checkpoint-seconds", "0"])
      try Tool.wait(for: file)
      usleep(20_000)
      tool.send(SIGKILL)
      _ = try tool.outcome()
    }
    #expect(try Tool.run("train", "--resume", "--run", path).status == 0)
    #expect(
      try Data(contentsOf: broken.folder.supernet) == Data(contentsOf: steady.folder.supernet))
    #expect(!broken.exists(broken.folder.teacher) && !broken.exists(broken.folder.checkpoint))
  }

  @Test func `what a killed process left half written is removed`() async throws {
    let run = try await FinishedRun.copy()
    let folder = run.folder.device("stm32f401").url
    let leftovers = [
      run.folder.url.appending(path: "candidates.json.partial"),
      folder.appending(path: "model.json.partial"), run.folder.checkpoint,
      folder.appending(path: ".firmware.4711"),
    ]
    for file in leftovers { try Data("half".utf8).write(to: file) }
    try await Pipeline(opening: run.folder).fit()
    #expect(leftovers.filter(run.exists).isEmpty)
  }
}
