import Architectures
import Foundation
import Graphs
import Pipeline
import Testing
import TinyRuns

import enum Pipeline.Progress

@Suite struct TrainingRecipeTests {
  private static func request(_ recipe: TrainingPlan.Recipe, epochs: Int = 2) throws -> FitRequest {
    var request = try TinyRun.request(epochs: epochs)
    request.training.recipe = recipe
    return request
  }

  /// A run that trains one network alone, for no device.
  private static func request(_ source: NetworkSource, epochs: Int = 2) throws -> FitRequest {
    var request = try TinyRun.request(devices: [], epochs: epochs)
    request.source = source
    return request
  }

  @Test func aStoppedProgressiveTrainingEndsWithTheBytesOfAnUndisturbedOne() async throws {
    let (whole, stopped) = (TinyRun(), TinyRun())
    let request = try Self.request(.progressive(distillation: true), epochs: 3)
    let phases = Locked<[String]>([])
    let pipeline = try Pipeline(
      request: request, in: whole.folder,
      progress: { progress in
        guard case .step(_, _, let detail) = progress else { return }
        let name = detail.prefix { $0 != "·" }.trimmingCharacters(in: .whitespaces)
        phases.withLock { if $0.last != name { $0.append(name) } }
      })
    try await pipeline.train()
    #expect(
      phases.withLock { $0 } == ["full", "elastic kernel", "elastic depth", "elastic width"])
    #expect(!whole.exists(whole.folder.teacher) && !whole.exists(whole.folder.checkpoint))
    var teachers = 0
    let attempts = try await request.workedOn(
      in: stopped, stoppedAfter: 3, until: { stopped.exists(stopped.folder.supernet) },
      interrupted: { teachers += stopped.exists(stopped.folder.teacher) ? 1 : 0 },
      work: { try await $0.train() })
    #expect(attempts > 5 && teachers > 2)
    #expect(
      try Data(contentsOf: stopped.folder.supernet) == Data(contentsOf: whole.folder.supernet))
    #expect(!stopped.exists(stopped.folder.teacher))
    let curve = try String(contentsOf: stopped.folder.curve, encoding: .utf8)
    #expect(curve.contains("elastic width"))
    #expect(curve.split(separator: "\n").count == 1 + 15)
    try await pipeline.search()
  }

  @Test func distillationAndRecipeDecideTheWeights() async throws {
    let recipes: [TrainingPlan.Recipe] = [
      .standard, .singleStage(distillation: false), .progressive(distillation: true),
      .progressive(distillation: false),
    ]
    var results: Set<Data> = []
    for recipe in recipes {
      let run = TinyRun()
      let pipeline = try Pipeline(request: try Self.request(recipe), in: run.folder)
      try await pipeline.train()
      results.insert(try Data(contentsOf: run.folder.supernet))
      #expect(try run.folder.readRequest().training.recipe == recipe)
    }
    #expect(results.count == recipes.count)
  }

  @Test func aTeacherThatIsGoneIsToldWithTheWayOut() async throws {
    let run = TinyRun()
    let questions = Locked(0)
    let request = try Self.request(.progressive(distillation: true))
    do {
      let pipeline = try Pipeline(
        request: request, in: run.folder,
        shouldStop: {
          questions.withLock { count in
            count += 1
            return count > 6
          }
        })
      await #expect(throws: PipelineError.interrupted(step: "train")) {
        try await pipeline.train()
      }
    }
    try FileManager.default.removeItem(at: run.folder.teacher)
    let pipeline = try Pipeline(request: request, in: run.folder)
    let error = await #expect(throws: PipelineError.self) { try await pipeline.train() }
    #expect(error.map { "\($0)" }?.contains("teacher.safetensors' is missing") == true)
    try await pipeline.train(again: true)
    #expect(run.exists(run.folder.supernet))
  }

  @Test func anArchitectureIsTrainedAloneWithWeightsOfItsOwn() async throws {
    let run = TinyRun()
    let architecture = try Architecture(parsing: "r12 k5e2,k3e3")
    let request = try Self.request(.architecture(architecture, TinyRun.space))
    let pipeline = try Pipeline(request: request, in: run.folder)
    try await pipeline.train()
    let network = try run.folder.readNetwork()
    #expect(network.architecture == architecture && network.testImages == 40)
    let graph = try architecture.graph(in: TinyRun.space)
    #expect(network.macs == graph.macs && network.parameters == graph.parameterCount)
    #expect((0...1).contains(network.testAccuracy) && (0...1).contains(network.heldOutAccuracy))
    #expect(run.exists(run.folder.network) && !run.exists(run.folder.supernet))
    #expect(try pipeline.evaluate(architecture) == network)
    #expect(RunStep.train.isDone(in: run.folder, devices: []))
    let error = await #expect(throws: PipelineError.self) { try await pipeline.search() }
    #expect(
      error.map { "\($0)" }?.hasPrefix("The run trains 'r12 k5e2,k3e3' alone and has no supernet")
        == true)
    let other = await #expect(throws: PipelineError.self) { try await pipeline.fit() }
    #expect(other.map { "\($0)" }?.hasPrefix("The run has no device; name one") == true)
    let foreign = try Architecture(parsing: "r12 k7e2")
    #expect {
      try Pipeline(
        request: Self.request(.architecture(foreign, TinyRun.space)), in: TinyRun().folder)
    } throws: {
      "\($0)" == "The architecture's kernel of u1.b0 is 7; its search space allows 3, 5."
    }
  }

  @Test func aNetworkOfTheLiteratureIsTrainedForTheImagesOfTheRun() async throws {
    let run = TinyRun()
    let request = try Self.request(.literature("resnet8-cifar"), epochs: 1)
    let pipeline = try Pipeline(request: request, in: run.folder)
    try await pipeline.train()
    let network = try run.folder.readNetwork()
    #expect(network.network == "resnet8-cifar" && network.architecture == nil)
    #expect(network.parameters == 78_186 && network.testImages == 40)
    #expect(try pipeline.evaluateNetwork() == network)
    let error = await #expect(throws: PipelineError.self) { try await pipeline.search() }
    #expect(
      error.map { "\($0)" }
        == "The run trains 'resnet8-cifar' alone and has no supernet; start a new folder without "
        + "'--network'.")
    #expect {
      try Pipeline(request: Self.request(.literature("resnet9-cifar")), in: TinyRun().folder)
    } throws: {
      "\($0)".hasPrefix("There is no network 'resnet9-cifar'. Did you mean resnet8-cifar")
    }
  }

  @Test func aSubNetworkOfTheSupernetIsMeasuredOnTheTestImages() async throws {
    let run = TinyRun()
    let request = try Self.request(.standard)
    let pipeline = try Pipeline(request: request, in: run.folder)
    try await pipeline.train()
    let network = try pipeline.evaluate(TinyRun.space.smallest)
    #expect(network.testImages == 40)
    let rows = try String(contentsOf: run.folder.curve, encoding: .utf8).split(separator: "\n")
    #expect(rows.last?.hasSuffix(",\(network.heldOutAccuracy)") == true)
  }

  @Test func theStandardRecipeIsNotWrittenSoThatOlderRunsAreRead() throws {
    let plan = TrainingPlan(epochs: 3)
    let data = try JSONEncoder().encode(plan)
    #expect(!String(decoding: data, as: UTF8.self).contains("recipe"))
    #expect(try JSONDecoder().decode(TrainingPlan.self, from: data) == plan)
    for recipe in [
      TrainingPlan.Recipe.progressive(distillation: false), .singleStage(distillation: false),
    ] {
      let plan = TrainingPlan(recipe: recipe)
      let data = try JSONEncoder().encode(plan)
      #expect(try JSONDecoder().decode(TrainingPlan.self, from: data) == plan)
    }
  }

  @Test func `What a run starts from is read as it was written`() throws {
    let space = TinyRun.space
    for source in [
      NetworkSource.space(space), .supernet("cifar10", space), .architecture(space.smallest, space),
      .literature("resnet8-cifar"), .run("runs/other", network: "resnet8-cifar"),
    ] {
      let data = try JSONEncoder().encode(source)
      #expect(try JSONDecoder().decode(NetworkSource.self, from: data) == source)
    }
  }
}
