import Foundation
import Pipeline
import Testing
import TinyRuns

/// Trainings that go astray.
@Suite struct DivergenceTests {
  private let run = TinyRun()

  // Case 16
  @Test(arguments: [nil, "r8 k3e2"])
  func `a training that diverges is named at its step and can be begun anew`(
    architecture: String?
  ) throws {
    let folder = run.folder.url
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let space = folder.appending(path: "tiny.json")
    try JSONEncoder().encode(TinyRun.space).write(to: space)
    let subject = architecture.map { ["--architecture", $0] } ?? ["--device", "stm32f401"]
    func train(_ more: String...) throws -> Tool.Outcome {
      try Tool(
        ["train"] + subject + [
          "--images", "320", "--held-out", "100", "--batch", "32", "--epochs", "2", "--space",
          space.path, "--threads", "2", "--run", folder.path,
        ] + more
      ).outcome()
    }
    let outcome = try train("--learning-rate", "1e9")
    outcome.expectError(
      "The training diverged in epoch ", ", at step ", " of 12 and a learning rate of ",
      "No weights are kept. Train anew with a smaller '--learning-rate'; the standard is 0.05: "
        + "thimble ")
    for file in [run.folder.supernet, run.folder.network, run.folder.checkpoint] {
      #expect(!run.exists(file), "\(file.path)")
    }
    #expect(try train().status == 0)
  }
}
