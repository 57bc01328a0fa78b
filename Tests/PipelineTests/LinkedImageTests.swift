import Architectures
import CostModels
import Devices
import Foundation
import Graphs
import Search
import Testing
import TinyRuns

@testable import Pipeline

/// Linked images that are larger than the cost model says. // Case 6
@Suite struct LinkedImageTests {
  /// A linker for which the first networks that it meets are too large.
  private final class Linker: Sendable {
    private let budget: Budget
    private let excess: Int
    private let refusals: Int
    private let met = Locked<[Int]>([])

    init(_ budget: Budget, excess: Int, refusals: Int) {
      self.budget = budget
      self.excess = excess
      self.refusals = refusals
    }

    /// The images that were linked, by the bytes of their constants' text.
    var images: [Int] { met.withLock { $0 } }

    var linker: ImageLinker {
      ImageLinker { folder, device, _ in
        let text = try Data(contentsOf: folder.appending(path: "model_weights.c"))
        let place = self.met.withLock { met in
          if !met.contains(text.count) { met.append(text.count) }
          return met.firstIndex(of: text.count) ?? 0
        }
        let flash = try #require(self.budget.bytes(of: .flash) ?? device.bytes(of: .flash))
        let bytes = place < self.refusals ? flash + self.excess : flash - 1
        return ImageLinker.Memory(
          cost: [.flash: Quantity(Double(bytes), .measured), .ram: Quantity(4096, .measured)],
          codeBytes: 9 * 1024)
      }
    }
  }

  private static let budget = Budget([.flash: 30 * 1024])

  private static func pipeline(
    _ request: FitRequest, in run: TinyRun, _ linker: Linker,
    shouldStop: @escaping @Sendable () -> Bool = { false }
  ) throws -> Pipeline {
    var pipeline = try Pipeline(request: request, in: run.folder, shouldStop: shouldStop)
    pipeline.linker = linker.linker
    return pipeline
  }

  private static func request() throws -> FitRequest {
    try TinyRun.request(budgets: ["stm32f401": budget])
  }

  private static func files(of run: TinyRun) throws -> [Data] {
    let device = run.folder.device("stm32f401")
    return try [
      device.refused, device.architecture, device.weights, device.integerGraph, device.accuracy,
      run.folder.search,
    ].map { try Data(contentsOf: $0) }
  }

  @Test func `a linked image above its budget sends the fit to the next network`() async throws {
    let run = TinyRun()
    let linker = Linker(Self.budget, excess: 40, refusals: 1)
    try await Self.pipeline(Self.request(), in: run, linker).fit(until: .quantize)
    let refused = try run.folder.readRefused(of: "stm32f401").networks
    #expect(refused.count == 1 && linker.images.count == 2)
    let chosen = try run.folder.readArchitecture(of: "stm32f401")
    #expect(refused.first?.network.architecture != chosen.architecture)
    let margin = try #require(try run.folder.readRefused(of: "stm32f401").margin)
    let flash = Double(try #require(margin[.flash]))
    #expect(flash >= 40)
    #expect(chosen.cost.value(of: .flash) + flash <= (try #require(Self.budget[.flash])))
    let record = try run.folder.readSearch()
    #expect(record.winners["stm32f401"] == chosen.architecture)
    #expect(record.costs["stm32f401"] == chosen.cost)
    let side = try run.folder.readIntegerGraph(of: "stm32f401").inputValue.shape.width
    #expect(side == chosen.architecture.resolution)
  }

  @Test func `a fit that was stopped behind a refused image ends with the same bytes`()
    async throws
  {
    let undisturbed = TinyRun()
    try await Self.pipeline(
      Self.request(), in: undisturbed, Linker(Self.budget, excess: 40, refusals: 1)
    ).fit(until: .quantize)

    let run = TinyRun()
    let linker = Linker(Self.budget, excess: 40, refusals: 1)
    let refused = run.folder.device("stm32f401").refused
    do {
      let pipeline = try Self.pipeline(Self.request(), in: run, linker) {
        FileManager.default.fileExists(atPath: refused.path)
      }
      await #expect(throws: PipelineError.interrupted(step: "quantize")) {
        try await pipeline.fit(until: .quantize)
      }
    }
    try await Self.pipeline(Self.request(), in: run, linker).fit(until: .quantize)
    #expect(try Self.files(of: run) == Self.files(of: undisturbed))
  }

  @Test func `where every image is too large one error says by how much`() async throws {
    let run = TinyRun()
    let linker = Linker(Self.budget, excess: 1024, refusals: .max)
    let error = await #expect(throws: PipelineError.self) {
      try await Self.pipeline(Self.request(), in: run, linker).fit(until: .quantize)
    }
    let text = error.map { "\($0)" } ?? ""
    #expect(
      text.contains(
        "does not fit STM32F401 with 8 bits: flash needs 31.0 of 30.0 KiB, 9.0 KiB of it code"),
      "\(text)")
    #expect(!run.exists(run.folder.device("stm32f401").integerGraph))
  }

  @Test func `a network that is given loses bits until its linked image fits`() async throws {
    let run = TinyRun()
    let budget = Budget([.flash: 48 * 1024])
    var request = try TinyRun.request(budgets: ["stm32f401": budget])
    request.source = .literature("mobilenetv1-0.1-cifar")
    request.quantization = QuantizationPlan(bits: .mixed)
    let linker = Linker(budget, excess: 300, refusals: 1)
    try await Self.pipeline(request, in: run, linker).fit(until: .quantize)
    let refused = try #require(try run.folder.readRefused(of: "stm32f401").networks.first)
    let bits = try #require(try run.folder.readBitsIfPresent(of: "stm32f401"))
    let modelled = Int(bits.cost.value(of: .flash))
    #expect(modelled < (try #require(refused.bytes[.flash]).modelled))
    #expect(refused.network.architecture == nil && refused.network.bits != nil)
  }

  @Test func `a floor fit has its exponents in the costs of the search`() async throws {
    let device = try Device.named("stm32f401")
    var request = try Self.request()
    let rounded = try request.searchTargets()[0].costs.exactCost(of: TinyRun.space.smallest)
    request.quantization.form = .floor
    let targets = try request.searchTargets()
    let floored = try targets[0].costs.exactCost(of: TinyRun.space.smallest)
    #expect(floored.value(of: .flash) > rounded.value(of: .flash))
    #expect(targets[0].costs.cost(of: TinyRun.space.smallest)[.flash] == floored[.flash])
    let long = try request.searchTargets(
      task: .classes((0..<10).map { "\($0)" + String(repeating: "x", count: 60) }))
    #expect(
      try long[0].costs.exactCost(of: TinyRun.space.smallest).value(of: .flash)
        == floored.value(of: .flash) + Double(10 * (64 - 16)))
    #expect(request.budget(for: device)[.flash] == Self.budget[.flash])
  }
}
