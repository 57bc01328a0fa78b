import Architectures
import Foundation
import Testing
import TinyRuns

@testable import Pipeline

/// The memory of a step is estimated before its work. // Case 12
@Suite struct MemoryTests {
  /// A run on a computer with 16 GiB.
  private static func pipeline(_ request: FitRequest, in run: TinyRun) throws -> Pipeline {
    var pipeline = try Pipeline(request: request, in: run.folder)
    pipeline.memoryLimit = { 16 << 30 }
    return pipeline
  }

  @Test func `a training that memory does not hold is refused before an image is read`()
    async throws
  {
    let run = TinyRun()
    var request = try TinyRun.request()
    request.source = .space(
      SearchSpace(
        name: "legal-res", resolutions: [16, 4096], stemChannels: 8,
        units: [
          SearchSpace.Unit(channels: 8, stride: 2, depths: [1], kernels: [3], expandRatios: [2])
        ], headChannels: 0, classes: 10))
    let pipeline = try Self.pipeline(request, in: run)
    let error = await #expect(throws: PipelineError.self) { try await pipeline.train() }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.hasPrefix("The step 'train' needs "), "\(text)")
    #expect(text.contains("32 images of 4096x4096 pixels on each of 2 threads"), "\(text)")
    #expect(text.contains("only 16.0 GiB are available"), "\(text)")
    #expect(!run.exists(run.folder.data))
  }

  @Test func `a number of images that no memory holds is refused, not multiplied`() async throws {
    for (batch, images) in [(32, Int.max), (Int.max / 32 * 32, 260)] {
      let run = TinyRun()
      var request = try TinyRun.request()
      request.data = .generated(training: images, test: 40)
      request.training.batch = batch
      let pipeline = try Self.pipeline(request, in: run)
      let error = await #expect(throws: PipelineError.self) { try await pipeline.train() }
      #expect("\(error.map { "\($0)" } ?? "")".contains("of memory"), "\(batch), \(images)")
    }
  }

  @Test func `a step that takes a good part of the memory says so`() async throws {
    let run = TinyRun()
    let notes = Notes()
    var pipeline = try Pipeline(
      request: try TinyRun.request(), in: run.folder,
      progress: { if case .note(let text) = $0 { notes.add(text) } })
    let estimate = try pipeline.memoryForecast().training()
    pipeline.memoryLimit = { Int(estimate.bytes * 2) }
    try await pipeline.train()
    #expect(notes.texts.contains { $0.hasPrefix("the step 'train' takes up to ") })
    let quiet = try pipeline.memoryForecast().search()
    #expect(quiet.bytes < estimate.bytes)
  }

  @Test func `an unknown limit of memory refuses nothing`() async throws {
    let run = TinyRun()
    var pipeline = try Pipeline(request: try TinyRun.request(), in: run.folder)
    pipeline.memoryLimit = { nil }
    try await pipeline.train()
    #expect(run.exists(run.folder.supernet))
  }
}

/// The notes of a run.
private final class Notes: @unchecked Sendable {
  private let lock = NSLock()
  private var all: [String] = []

  func add(_ text: String) { lock.withLock { all.append(text) } }

  var texts: [String] { lock.withLock { all } }
}
