import Datasets
import Devices
import Execution
import Foundation
import Graphs
import Reports
import Search
import Tensors
import TestTools
import Testing
import TinyRuns

import enum Pipeline.Progress

@testable import Pipeline

@Suite struct FitTests {
  @Test func `a whole fit ends in verified code, and a repeated one does nothing`() async throws {
    let run = TinyRun()
    let request = try TinyRun.request()
    let stages = Stages()
    do {
      let pipeline = try Pipeline(request: request, in: run.folder, progress: stages.note)
      try await pipeline.fit()
    }
    #expect(stages.names == ["train", "search", "quantize", "emit", "verify", "report"])

    let search = try run.folder.readSearch()
    #expect((1...4).contains(search.measured.count))
    let winner = try #require(search.winners["stm32f401"])
    #expect(search.measured.contains { $0.architecture == winner })
    let accuracy = try run.folder.readAccuracy(of: "stm32f401")
    #expect(accuracy.images == 40)
    #expect((0...1).contains(accuracy.float) && (0...1).contains(accuracy.integer))
    let verdict = try run.folder.readVerdict(of: "stm32f401")
    #expect(verdict.isExact && verdict.images == 3)

    let row = try #require(try run.folder.readReport().rows.first)
    #expect(row.verified?.hasPrefix("3 images equal") == true)
    let hasCompiler = !Toolchain.Family.present.isEmpty
    #expect(row.cost[.flash]?.provenance == (hasCompiler ? .measured : .estimated))
    let arena = row.memory.first { $0.name == "arena" }
    #expect((arena != nil) == hasCompiler)
    if let arena {
      let planned = try #require(arena.plannedBytes)
      #expect((planned..<planned + 8).contains(arena.bytes))
    }
    #expect(run.exists(run.folder.page) && !run.exists(run.folder.checkpoint))
    #expect(!run.exists(run.folder.candidates))

    let again = Stages()
    let pipeline = try Pipeline(opening: run.folder, progress: again.note)
    try await pipeline.fit()
    #expect(again.names.isEmpty)
    #expect(try pipeline.evaluate(request.devices[0]).accuracy == accuracy)
    let prediction = try pipeline.predict(testImage: 7, on: request.devices[0])
    #expect(prediction.classes.count == 10 && prediction.label != nil)
    #expect(abs(prediction.classes.reduce(0) { $0 + $1.probability } - 1) < 1e-9)
    let file = run.folder.url.appending(path: "image.ppm")
    let pixels = try pipeline.dataset().test.pixels(of: 7)
    try (Data("P6\n32 32\n255\n".utf8) + pixels).write(to: file)
    #expect(
      try pipeline.predict(image: file, on: request.devices[0]).classes == prediction.classes)

    try await pipeline.search(again: true)
    #expect(again.names == ["search"])
    #expect(!run.exists(run.folder.device("stm32f401").integerGraph))
    #expect(try run.folder.readSearch() == search)
  }

  @Test func `devices with one architecture share weights and integers`() async throws {
    let run = TinyRun()
    var request = try TinyRun.request()
    var twin = request.devices[0]
    twin.name = "twin"
    request.devices.append(twin)
    let pipeline = try Pipeline(request: request, in: run.folder)
    try await pipeline.fit(until: .quantize)
    #expect(run.exists(run.folder.search) && !run.exists(run.folder.device("twin").firmware))
    let (one, other) = (run.folder.device("stm32f401"), run.folder.device("twin"))
    for (file, copy) in [
      (one.weights, other.weights), (one.integerGraph, other.integerGraph),
      (one.accuracy, other.accuracy),
    ] {
      let numbers = try [file, copy].map {
        try FileManager.default.attributesOfItem(atPath: $0.path)[.systemFileNumber] as? Int
      }
      #expect(numbers[0] == numbers[1])
    }
  }

  @Test func `a trained supernet takes the place of a training`() async throws {
    let (trained, run) = (TinyRun(), TinyRun())
    do { try await Pipeline(request: try TinyRun.request(), in: trained.folder).train() }
    var request = try FitRequest(
      supernet: trained.folder.url.path, devices: [try .named("stm32f746")],
      search: SearchPlan(candidates: 2, population: 2, recalibrationImages: 64), threads: 2)
    #expect(request.command(run: "x").hasPrefix("thimble fit --supernet "))
    let pipeline = try Pipeline(request: request, in: run.folder)
    try await pipeline.fit(until: .search)
    let (before, after) = (
      try Safetensors(contentsOf: trained.folder.supernet),
      try Safetensors(contentsOf: run.folder.supernet)
    )
    #expect(before.weights == after.weights)
    #expect(try run.folder.readSearch().winners.keys.sorted() == ["stm32f746"])

    request.data = .generated(training: 261, test: 40)
    let other = TinyRun()
    let strange = try Pipeline(request: request, in: other.folder)
    let expected = try trained.folder.readData().summary
    let found = DataRecord(try strange.dataset()).summary
    #expect(found.hasPrefix("161 training, 100 held-out and 40 test images of 32x32x3, "))
    await #expect(throws: PipelineError.otherImages(found: found, expected: expected)) {
      try await strange.train()
    }
    #expect(!other.exists(other.folder.supernet))
  }

  @Test func `a folder without a trained supernet is named with the known ones`() {
    #expect(
      throws: PipelineError.unknownSupernet("none", known: TrainedSupernet.builtInNames)
    ) { try TrainedSupernet("none") }
  }

  @Test func `a stopped fit goes on where it was and ends with the same result`() async throws {
    let (whole, stopped) = (TinyRun(), TinyRun())
    try await Pipeline(request: try TinyRun.request(), in: whole.folder).search(afterTraining: true)
    // Stops after every few questions, so that training and search are interrupted in their middle.
    var attempts = 0
    while attempts < 40, !stopped.exists(stopped.folder.search) {
      attempts += 1
      let questions = Locked(0)
      let pipeline = try Pipeline(
        request: try TinyRun.request(), in: stopped.folder,
        shouldStop: {
          questions.withLock { count in
            count += 1
            return count > 4
          }
        })
      do {
        try await pipeline.search(afterTraining: true)
      } catch PipelineError.interrupted {
        continue
      }
    }
    #expect(attempts > 2)
    #expect(
      try Data(contentsOf: stopped.folder.supernet) == Data(contentsOf: whole.folder.supernet))
    #expect(try stopped.folder.readSearch() == whole.folder.readSearch())
  }

  @Test func `a budget that nothing fits is refused before training`() async throws {
    let run = TinyRun()
    let request = try TinyRun.request(budgets: ["stm32f401": Budget([.ram: 512])])
    let pipeline = try Pipeline(request: request, in: run.folder)
    let error = await #expect(throws: SearchError.self) { try await pipeline.fit() }
    // The sizes are those that the cost model gives the smallest network.
    let text = error.map { "\($0)" } ?? ""
    #expect(
      text.hasPrefix("No architecture fits stm32f401: of the nearest (r8 k3e2), RAM needs ")
        && text.hasSuffix(" of 0.5 KiB. Raise the budget or choose a larger device."), "\(text)")
    #expect(!run.exists(run.folder.supernet) && !run.exists(run.folder.search))
  }

  /// The stages that a pipeline announces.
  private final class Stages: Sendable {
    private let state = Locked<[String]>([])
    var names: [String] { state.withLock { $0 } }
    var note: @Sendable (Progress) -> Void {
      { progress in
        if case .stage(let name) = progress { self.state.withLock { $0.append(name) } }
      }
    }
  }
}

extension Pipeline {
  fileprivate func search(afterTraining: Bool) async throws {
    if afterTraining { try await train() }
    try await search()
  }
}
