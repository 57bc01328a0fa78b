import Architectures
import CodeGeneration
import CostModels
import Devices
import Execution
import Foundation
import Graphs
import Planning
import Reports
import Search
import Tensors
import TestSupport
import TestTools
import Testing
import TinyRuns

@testable import Pipeline

/// Steps as values: what goes in is given, what comes out is returned, and no run folder is needed.
@Suite struct StepTests {
  private static func selection(
    _ plan: QuantizationPlan, ram: Int? = nil
  ) throws -> BitSelection {
    BitSelection(
      plan: plan, device: try .named("stm32f401"),
      budget: ram.map { [.ram: Double($0)] } ?? Budget(),
      form: StoredForm())
  }

  @Test func `bits are 8 where they are asked for and fewer where a budget asks for it`() throws {
    let graph = try TinyRun.space.largest.graph(in: TinyRun.space)
    let eight = try Self.selection(QuantizationPlan()).bits(of: graph)
    #expect(Set(eight.plan.bits.activations + eight.plan.bits.weights) == [.bits8])
    let ram = Int(eight.cost.value(of: .ram)) - 64
    let mixed = try Self.selection(QuantizationPlan(bits: .mixed), ram: ram).bits(of: graph)
    #expect(mixed.plan.bits.activations.contains { $0 != .bits8 })
    #expect(Int(mixed.cost.value(of: .ram)) <= ram)
    #expect {
      try Self.selection(QuantizationPlan(), ram: ram).bits(of: graph)
    } throws: { error in
      guard case PipelineError.doesNotFit(let network, let device, "8", let violations) = error
      else { return false }
      return network == graph.name && device == "STM32F401" && violations.count == 1
    }
  }

  /// A search in which the accuracy of an architecture is its share of the largest one's multiply-adds.
  private static func search(measured: Tally, misses: Tally) throws -> SearchStep {
    let space = TinyRun.space
    let most = try space.largest.graph(in: space).macs
    return SearchStep(
      space: space, plan: SearchPlan(candidates: 6, population: 2), seed: 1, predictorSeed: 2,
      predictor: nil, known: [], threads: 1,
      measure: { architecture, _ in
        measured.count += 1
        return Double(try architecture.graph(in: space).macs) / Double(most)
      },
      front: { _, _ in throw PipelineError.request("A search without a predictor has no front.") },
      miss: { misses.count += $0.count }, note: { _ in })
  }

  private final class Tally {
    var count = 0
  }

  @Test func `a search measures its candidates and takes the best that fits`() async throws {
    let (measured, misses) = (Tally(), Tally())
    let search = try Self.search(measured: measured, misses: misses)
    var request = try TinyRun.request(devices: ["stm32f401", "stm32f746"])
    let free = try await search.winners(for: try request.searchTargets())
    #expect((1...6).contains(measured.count) && misses.count == 0)
    #expect(free.map(\.device) == ["stm32f401", "stm32f746"])
    let best = try #require(free.first)
    request.budgets = ["stm32f401": [.macs: best.cost.value(of: .macs) - 1]]
    let limited = try await search.winners(for: try request.searchTargets())
    #expect(limited[0].cost.value(of: .macs) < best.cost.value(of: .macs))
    #expect(limited[0].candidate.accuracy < best.candidate.accuracy)
    #expect(limited[1].candidate == best.candidate)
  }

  @Test func `a training whose images cannot be divided as asked removes nothing`() async throws {
    let run = TinyRun()
    try await Pipeline(request: try TinyRun.request(), in: run.folder).train()
    let supernet = try Data(contentsOf: run.folder.supernet)
    let stored = String(decoding: try Data(contentsOf: run.folder.request), as: UTF8.self)
    try Data(stored.replacing("\"heldOut\" : 100", with: "\"heldOut\" : 260").utf8)
      .write(to: run.folder.request)
    let pipeline = try Pipeline(opening: run.folder)
    await #expect(throws: (any Error).self) { try await pipeline.train(again: true) }
    #expect(try Data(contentsOf: run.folder.supernet) == supernet)
  }

  @Test(arguments: [
    ("{\"epochs\": 1.5}", "a number in it does not fit its field."),
    ("null", "it holds another kind of value than an object or array with these fields."),
    ("{\"epochs\"", "it is not valid JSON; was it cut short?"),
  ])
  func `what is wrong with a file of JSON is said in words`(json: String, sentence: String) {
    struct Plan: Decodable { var epochs: Int }
    let data = Data(json.utf8)
    #expect {
      try JSONDecoder().decode(Plan.self, from: data)
    } throws: {
      ($0 as? DecodingError)?.sentence(in: data) == sentence
    }
  }

  @Test func `a report joins what is known and leaves the rest open`() throws {
    let request = try TinyRun.request(devices: ["stm32f401", "rp2040"])
    let data = DataRecord(
      name: "shapes", task: .classes((0..<10).map { "class \($0)" }),
      shape: Shape(height: 12, width: 12, channels: 3), mean: [0.5, 0.5, 0.5],
      std: [0.25, 0.25, 0.25], trainingImages: 260, heldOutImages: 100, testImages: 40)
    let step = ReportStep(
      request: request, command: "thimble fit --run R", data: data, search: nil,
      findings: [
        "stm32f401": DeviceFindings(
          accuracy: AccuracyRecord(float: 0.75, integer: 0.7, images: 40))
      ],
      unserved: [
        UnservedDevice(device: "rp2040", reason: "RAM needs 2.0 of 1.0 KiB", step: .search)
      ],
      learning: nil, times: ["train": 61, "search": 2], precision: .float32)
    let report = step.run()
    #expect(report.title == "Generated images on 2 devices")
    #expect(report.rows.map(\.device) == ["STM32F401", "RP2040"])
    #expect(report.rows[0].floatAccuracy == Quantity(0.75, .measured))
    #expect(report.rows[0].cost[.flash] == nil && report.rows[0].unserved == nil)
    #expect(report.rows[1].unserved == "RAM needs 2.0 of 1.0 KiB")
    let work = report.conditions.first { $0.name == "Work" }
    #expect(work?.value == "train 61 s, search 2 s on 2 threads")
  }

  @Test(.needsEmulation)
  func `code is proved in a folder of its own and refused above its budget`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let graph = try randomIntegerGraph(seed: 5)
    let channels = graph.inputValue.shape.channels
    let interface = NetworkInterface(
      mean: Array(repeating: 0.5, count: channels), std: Array(repeating: 0.5, count: channels),
      preprocessing: nil,
      task: .classes((0..<graph.outputValue.shape.count).map { "class \($0)" }))
    try FirmwareStep(title: "STM32F401", graph: graph, interface: interface, name: .standard).run()
      .write(to: folder)
    var ops = RandomIntegerOps(seed: 5)
    let images = (0..<2).map { _ in ops.values(graph.inputValue.shape.count) }
    func verdict(_ budget: Budget) throws -> Verdict {
      try VerifyStep(
        device: .named("stm32f401"), budget: budget,
        cost: Cost(), graph: graph,
        firmware: folder, images: images,
        context: StepContext(
          engine: Engine(threads: 1), threads: 1, progress: { _ in }, shouldStop: { false })
      ).run()
    }
    let proved = try verdict(Budget())
    #expect(proved.isExact && proved.images == 2)
    let flash = try #require(proved.footprint).cost.value(of: .flash)
    #expect {
      try verdict([.flash: flash - 1])
    } throws: { error in
      guard case PipelineError.overBudget("STM32F401", let violations) = error else { return false }
      return violations.count == 1 && violations[0].hasPrefix("flash needs ")
    }
  }
}
