import Architectures
import Devices
import Foundation
import Pipeline
import Testing

@Suite struct PipelineErrorTests {
  private let run = TinyRun()

  private func sentence(_ work: () async throws -> Void) async -> String {
    do {
      try await work()
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func aStepWhoseInputIsMissingNamesTheStepToRun() async throws {
    let pipeline = try Pipeline(request: try TinyRun.request(), in: run.folder)
    let path = run.folder.url.path
    #expect(
      await sentence { try await pipeline.search() }
        == "'\(path)/supernet.safetensors' is missing; run 'thimble train' on this folder first.")
    #expect(
      await sentence { try await pipeline.quantize() }
        == "'\(path)/stm32f401/architecture.json' is missing; run 'thimble search' on this folder "
        + "first.")
    #expect(
      await sentence { try await pipeline.emit() }
        == "'\(path)/data.json' is missing; run 'thimble train' on this folder first.")
    #expect(
      await sentence { try await pipeline.verify() }
        == "'\(path)/stm32f401/model.json' is missing; run 'thimble quantize' on this folder first."
    )
    #expect(
      await sentence { try await pipeline.report() }
        == "'\(path)/search.json' is missing; run 'thimble search' on this folder first.")
  }

  @Test func aFolderInUseIsRefused() async throws {
    let pipeline = try Pipeline(request: try TinyRun.request(), in: run.folder)
    #expect(
      await sentence { _ = try Pipeline(opening: run.folder) }
        == "The run folder '\(run.folder.url.path)' is in use by another process; wait for it or "
        + "choose another folder.")
    withExtendedLifetime(pipeline) {}
  }

  @Test func aFolderOfAnotherRequestIsRefusedAndTheDifferenceNamed() async throws {
    _ = try Pipeline(request: try TinyRun.request(seed: 2), in: run.folder)
    _ = try Pipeline(request: try TinyRun.request(seed: 3), in: run.folder)
    #expect(try run.folder.readRequest().seed == 3, "A run that has not begun takes any request.")
    try Data("{}".utf8).write(to: run.folder.data)
    #expect(
      await sentence { _ = try Pipeline(request: try TinyRun.request(seed: 4), in: run.folder) }
        == "The run folder '\(run.folder.url.path)' holds a run with another request (seed); choose "
        + "another folder, or repeat the request that it was made with.")
  }

  @Test func anotherNumberOfThreadsIsNoOtherRequest() throws {
    _ = try Pipeline(request: try TinyRun.request(), in: run.folder)
    #expect(try Pipeline(opening: run.folder, threads: 1).request.threads == 1)
  }

  @Test func aFolderWithoutARunIsRefused() async throws {
    #expect(
      await sentence { _ = try Pipeline(opening: run.folder) }
        == "'\(run.folder.url.path)/request.json' is missing; run 'thimble fit' on this folder "
        + "first.")
  }

  @Test func aFolderOfAnotherFormatIsRefused() async throws {
    _ = try Pipeline(request: try TinyRun.request(), in: run.folder)
    try Data("{\"format\": 99}".utf8).write(to: run.folder.request)
    #expect(
      await sentence { _ = try Pipeline(opening: run.folder) }
        == "The run folder '\(run.folder.url.path)' has format 99; this thimble reads format 1. Use "
        + "the version that made it, or start a new folder.")
  }

  @Test func aTruncatedFileIsTold() async throws {
    let pipeline = try Pipeline(request: try TinyRun.request(), in: run.folder)
    try Data("{\"measured\": [".utf8).write(to: run.folder.search)
    #expect(
      await sentence { try await pipeline.report() }
        == "'\(run.folder.search.path)' cannot be read: it is not valid JSON; was it cut short?")
  }

  @Test func aValueOutOfItsRangeIsRefusedBeforeTheFolderIsMade() async throws {
    let cases: [(WritableKeyPath<FitRequest, Int>, Int, String)] = [
      (\.training.epochs, 0, "Epochs are at least 1; here they are 0."),
      (\.training.batch, 48, "The batch is a multiple of 32 images; here it is 48."),
      (\.training.heldOut, 99, "At least 100 training images are held out; here they are 99."),
      (
        \.search.candidates, 0,
        "At least one candidate per device is measured; here 0 serve 1 devices."
      ),
      (
        \.space.classes, 3,
        "The space reads 3 channels and tells 3 classes; generated images has 3 and 10."
      ),
    ]
    for (path, value, expected) in cases {
      var request = try TinyRun.request()
      request[keyPath: path] = value
      #expect(
        await sentence { _ = try Pipeline(request: request, in: run.folder) } == expected)
    }
    #expect(!run.exists(run.folder.url))
  }

  @Test func aRunThatIsToStopDoesNotBegin() async throws {
    let pipeline = try Pipeline(
      request: try TinyRun.request(), in: run.folder, shouldStop: { true })
    await #expect(throws: PipelineError.interrupted(step: "train")) { try await pipeline.fit() }
  }
}
