import Architectures
import Devices
import Foundation
import Graphs
import Testing
import TinyRuns

@testable import Pipeline

@Suite struct RetrainingTests {
  /// A run that stands on a trained network and retrains it.
  private static func request(on trained: TinyRun, seed: UInt64? = nil) throws -> FitRequest {
    try FitRequest(
      trainedNetwork: trained.folder.url.path, devices: [try .named("stm32f746")],
      quantization: QuantizationPlan(bits: .four, retrainingEpochs: 2, retrainingSeed: seed),
      threads: 2)
  }

  private static func trained() async throws -> TinyRun {
    let run = TinyRun()
    var request = try TinyRun.request(devices: [])
    request.source = .literature("mobilenetv1-0.1-cifar")
    try await Pipeline(request: request, in: run.folder).train()
    return run
  }

  @Test func aStoppedRetrainingEndsWithTheBytesOfAnUndisturbedOne() async throws {
    let trained = try await Self.trained()
    let (whole, stopped) = (TinyRun(), TinyRun())
    let request = try Self.request(on: trained, seed: 5)
    let folder = whole.folder.device("stm32f746")
    try await Pipeline(request: request, in: whole.folder).fit(until: .quantize)
    #expect(!whole.exists(folder.retraining))
    let curve = try String(contentsOf: folder.retrainingCurve, encoding: .utf8)
    #expect(curve.contains(",normalized,") && curve.contains(",folded,"))
    let accuracy = try whole.folder.readAccuracy(of: "stm32f746")
    #expect(accuracy.calibrated != nil && accuracy.eightBits != nil)

    let model = stopped.folder.device("stm32f746").integerGraph
    let attempts = try await request.workedOn(
      in: stopped, stoppedAfter: 11, until: { stopped.exists(model) },
      work: { try await $0.fit(until: .quantize) })
    #expect(attempts > 1)
    #expect(try Data(contentsOf: model) == Data(contentsOf: folder.integerGraph))
  }

  @Test func anotherSeedIsAnotherRetrainingOfTheSameNetwork() async throws {
    let trained = try await Self.trained()
    var models: Set<Data> = []
    for seed: UInt64 in [1, 2] {
      let run = TinyRun()
      let request = try Self.request(on: trained, seed: seed)
      #expect(request.command(run: "x").hasSuffix("--retrain 2 --retrain-seed \(seed) --run x"))
      try await Pipeline(request: request, in: run.folder).fit(until: .quantize)
      models.insert(try Data(contentsOf: run.folder.device("stm32f746").integerGraph))
      #expect(
        try Data(contentsOf: run.folder.network) == Data(contentsOf: trained.folder.network))
    }
    #expect(models.count == 2)
  }

  @Test func networksOfSeveralSizesCompeteWithTheBitsAtWhichTheyFit() async throws {
    let run = TinyRun()
    // The smallest network needs 2.9 KiB with 8 bits.
    var request = try TinyRun.request(
      budgets: ["stm32f401": Budget([.ram: 3 * 1024])], candidates: 6)
    request.quantization.bits = .mixed
    let pipeline = try Pipeline(request: request, in: run.folder)
    try await pipeline.fit(until: .quantize)
    let search = try run.folder.readSearch()
    let finalists = try #require(search.finalists)
    #expect(!finalists.isEmpty && finalists.allSatisfy { $0.device == "stm32f401" })
    let winner = try #require(search.winners["stm32f401"])
    let best = try #require(finalists.max { $0.integerAccuracy < $1.integerAccuracy })
    #expect(finalists.first { $0.architecture == winner }?.integerAccuracy == best.integerAccuracy)
    let bits = try #require(try run.folder.readBitsIfPresent(of: "stm32f401"))
    #expect(bits.cost == search.costs["stm32f401"])
    #expect(bits.cost.value(of: .ram) <= 3 * 1024)
  }
}
