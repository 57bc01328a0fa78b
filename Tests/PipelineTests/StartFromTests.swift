import Architectures
import Foundation
import Graphs
import Pipeline
import Testing
import TinyRuns

import enum Pipeline.Progress

@Suite struct StartFromTests {
  /// A training that has ended, to start from.
  private static func trained() async throws -> TinyRun {
    let run = TinyRun()
    try await Pipeline(request: try TinyRun.request(seed: 5), in: run.folder).train()
    return run
  }

  /// A request for a space of one unit more, which starts from a run.
  private static func request(
    from name: String, recipe: TrainingPlan.Recipe = .standard, epochs: Int = 1
  ) throws -> FitRequest {
    var request = try TinyRun.request(epochs: epochs)
    var space = TinyRun.space
    space.units.insert(
      SearchSpace.Unit(channels: 4, stride: 1, depths: [1], kernels: [3], expandRatios: [1]), at: 0)
    request.source = .space(space)
    request.training.startFrom = name
    request.training.recipe = recipe
    return request
  }

  @Test(arguments: [TrainingPlan.Recipe.standard, .progressive(distillation: true)])
  func `A stopped training that started from a supernet ends with the same bytes`(
    recipe: TrainingPlan.Recipe
  ) async throws {
    let source = try await Self.trained()
    let request = try Self.request(from: source.folder.url.path, recipe: recipe, epochs: 2)
    let (whole, stopped, plain) = (TinyRun(), TinyRun(), TinyRun())
    let notes = Locked<[String]>([])
    try await Pipeline(
      request: request, in: whole.folder,
      progress: { progress in
        if case .note(let text) = progress { notes.withLock { $0.append(text) } }
      }
    ).train()
    let note = try #require(notes.withLock { $0 }.first { $0.contains("starts from") })
    #expect(note.contains("'\(source.folder.url.path)': "))
    #expect(
      note.hasSuffix(
        "drawn are those of u1.b0.depthwise, u1.b0.depthwise.bn, u1.b0.project, u1.b0.project.bn, "
          + "classifier"))

    var attempts = 0
    attempts = try await request.workedOn(
      in: stopped, stoppedAfter: 3, until: { stopped.exists(stopped.folder.supernet) },
      // What the training began with is in its checkpoint from here on.
      interrupted: { try? FileManager.default.removeItem(at: source.folder.url) },
      work: { try await $0.train() })
    #expect(attempts > 2)
    let bytes = try Data(contentsOf: whole.folder.supernet)
    #expect(try Data(contentsOf: stopped.folder.supernet) == bytes)

    var drawn = request
    drawn.training.startFrom = nil
    try await Pipeline(request: drawn, in: plain.folder).train()
    #expect(try Data(contentsOf: plain.folder.supernet) != bytes)
    #expect(
      throws: PipelineError.otherRequest(folder: plain.folder.url.path, difference: "training")
    ) {
      try Pipeline(request: request, in: plain.folder)
    }
  }

  @Test func `An architecture alone starts from a supernet, too`() async throws {
    let source = try await Self.trained()
    let (started, drawn) = (TinyRun(), TinyRun())
    var request = try TinyRun.request()
    request.source = .architecture(TinyRun.space.smallest, TinyRun.space)
    try await Pipeline(request: request, in: drawn.folder).train()
    request.training.startFrom = source.folder.url.path
    try await Pipeline(request: request, in: started.folder).train()
    #expect(
      try Data(contentsOf: started.folder.network) != Data(contentsOf: drawn.folder.network))
  }

  @Test func `The pretrained supernet is a start for photographs of any size`() async throws {
    var request = try TinyRun.request()
    var space = SearchSpace.mobile64()
    space.resolutions = [8, 12]
    request.source = .space(space)
    request.training.startFrom = "cifar10"
    let pipeline = try Pipeline(
      request: request, in: TinyRun().folder, shouldStop: { true })
    await #expect(throws: PipelineError.interrupted(step: "train")) { try await pipeline.train() }
  }

  @Test func `A start that is no trained supernet is refused by its name`() async throws {
    let request = try Self.request(from: "cifar11")
    let run = TinyRun()
    await #expect(throws: PipelineError.unknownSupernet("cifar11", known: ["cifar10"])) {
      try await Pipeline(request: request, in: run.folder).train()
    }
  }

  @Test func `A network of which nothing agrees is refused`() throws {
    var request = try Self.request(from: "cifar10")
    request.source = .literature("resnet8-cifar")
    let run = TinyRun()
    #expect(
      throws: PipelineError.request(
        "No layer of the network 'resnet8-cifar' agrees with one of the supernet 'cifar10'; only "
          + "networks of a space can start from one.")
    ) {
      try Pipeline(request: request, in: run.folder)
    }
  }
}
