import Devices
import Execution
import Foundation
import Graphs
import Reports
import Testing
import TinyRuns

@testable import Pipeline

@Suite struct QuantizationTests {
  /// A run that trains the smallest MobileNetV1 of the zoo alone.
  private static func request(
    devices: [String] = [], budget: Budget = Budget(), _ plan: QuantizationPlan = QuantizationPlan()
  ) throws -> FitRequest {
    var request = try TinyRun.request(
      devices: devices,
      budgets: budget == Budget()
        ? [:] : Dictionary(uniqueKeysWithValues: devices.map { ($0, budget) }))
    request.source = .literature("mobilenetv1-0.1-cifar")
    request.quantization = plan
    return request
  }

  /// With 8 bits its two largest tensors alone take 9 KiB.
  private static let tight = Budget([.ram: 9 * 1024])

  @Test func `a network is cut to the RAM of its device and proved`() async throws {
    let run = TinyRun()
    let request = try Self.request(
      devices: ["stm32f401"], budget: Self.tight, QuantizationPlan(bits: .mixed))
    let pipeline = try Pipeline(request: request, in: run.folder)
    try await pipeline.fit()
    let bits = try #require(try run.folder.readBitsIfPresent(of: "stm32f401"))
    #expect(bits.table.steps.contains { $0.valueBits < 8 })
    #expect(bits.table.ram.uncut > Self.tight.bytes(of: .ram) ?? 0)
    #expect(bits.cost.value(of: .ram) <= Self.tight[.ram] ?? 0)
    let accuracy = try run.folder.readAccuracy(of: "stm32f401")
    #expect(accuracy.eightBits != nil && accuracy.calibrated == nil && accuracy.images == 40)
    let graph = try run.folder.readIntegerGraph(of: "stm32f401")
    #expect(graph.nodes.contains { $0.value.precision == .bits4 })
    #expect(try run.folder.readVerdict(of: "stm32f401").isExact)
    let report = try run.folder.readReport()
    #expect(report.command.contains("thimble fit --data generated"))
    #expect(report.command.contains("--network mobilenetv1-0.1-cifar"))
    #expect(report.command.contains("--bits mixed"))
    #expect(report.rows[0].bits == bits.table)
    #expect(report.html.contains("Bits and bytes of the layers: STM32F401"))
    #expect(report.text.contains("Fewer bits"))
    #expect(!run.exists(run.folder.search))
  }

  @Test func `a budget is held against the bits that were asked for`() async throws {
    let run = TinyRun()
    let request = try Self.request(devices: ["stm32f401"], budget: Self.tight)
    let pipeline = try Pipeline(request: request, in: run.folder)
    let error = await #expect(throws: PipelineError.self) {
      try await pipeline.fit(until: .quantize)
    }
    let text = error.map { "\($0)" } ?? ""
    #expect(
      text.hasPrefix(
        "'mobilenetv1-0.1-cifar' does not fit STM32F401 with 8 bits: RAM needs "), "\(text)")
    #expect(text.hasSuffix("Take '--bits mixed', a smaller network or a larger device."))
    let none = Budget([.flash: 6 * 1024])
    let small = try Self.request(
      devices: ["stm32f401"], budget: none, QuantizationPlan(bits: .mixed))
    let other = try Pipeline(request: small, in: TinyRun().folder)
    #expect {
      let graph = try #require(try small.largestNetwork)
      _ = try other.contents.bitSelection(for: small.devices[0]).bits(of: graph)
    } throws: {
      "\($0)".contains("with mixed bits: flash needs ")
        && "\($0)".hasSuffix("Take a smaller network or a larger device.")
    }
  }

  @Test func `devices and bits of a trained network may change later`() async throws {
    let run = TinyRun()
    let first = try Self.request()
    do {
      let pipeline = try Pipeline(request: first, in: run.folder)
      try await pipeline.train()
      let error = await #expect(throws: PipelineError.self) { try await pipeline.quantize() }
      #expect(
        error.map { "\($0)" }
          == "The run has no device; name one as in 'thimble quantize --device stm32f746'.")
    }
    let trained = try Data(contentsOf: run.folder.network)
    let second = try Self.request(devices: ["stm32f401"], QuantizationPlan(bits: .four))
    let path = run.folder.url.path
    #expect(throws: PipelineError.otherRequest(folder: path, difference: "devices")) {
      try Pipeline(request: second, in: run.folder)
    }
    do {
      let pipeline = try Pipeline(request: second, in: run.folder, revises: true)
      try await pipeline.quantize()
    }
    let four = try Data(contentsOf: run.folder.device("stm32f401").integerGraph)
    var third = second
    third.quantization = QuantizationPlan(
      ranges: .percentile(0.999), equalizesLayers: true, correctsBias: true)
    do {
      let pipeline = try Pipeline(request: third, in: run.folder, revises: true)
      #expect(!run.exists(run.folder.device("stm32f401").integerGraph))
      try await pipeline.quantize()
    }
    #expect(try Data(contentsOf: run.folder.device("stm32f401").integerGraph) != four)
    #expect(try Data(contentsOf: run.folder.network) == trained)
    #expect(try run.folder.readRequest() == third)
    var other = third
    other.training.epochs += 1
    #expect(throws: PipelineError.otherRequest(folder: path, difference: "training")) {
      try Pipeline(request: other, in: run.folder, revises: true)
    }
  }

  @Test func `a trained network is taken into a run of its own`() async throws {
    let (trained, run) = (TinyRun(), TinyRun())
    do { try await Pipeline(request: try Self.request(), in: trained.folder).train() }
    let request = try FitRequest(
      trainedNetwork: trained.folder.url.path, devices: [try .named("stm32f746")],
      quantization: QuantizationPlan(bits: .four, scheme: .perLayer, form: .floor), threads: 2)
    let words = request.command(run: "x")
    #expect(words.hasPrefix("thimble fit --network /"))
    #expect(words.hasSuffix("--device stm32f746 --bits 4 --scheme pl --form floor --run x"))
    let pipeline = try Pipeline(request: request, in: run.folder)
    try await pipeline.fit(until: .quantize)
    #expect(
      try Data(contentsOf: run.folder.network) == Data(contentsOf: trained.folder.network))
    #expect(try run.folder.readNetwork() == trained.folder.readNetwork())
    #expect(throws: PipelineError.unknownNetwork(folder: run.folder.url.path + "none")) {
      try TrainedNetwork(run.folder.url.path + "none")
    }
  }

  @Test func `the standard plan is not written, so that older runs are read`() throws {
    let request = try TinyRun.request()
    let data = try JSONEncoder().encode(request)
    #expect(!String(decoding: data, as: UTF8.self).contains("quantization"))
    #expect(try JSONDecoder().decode(FitRequest.self, from: data) == request)
    var other = request
    other.quantization = QuantizationPlan(
      bits: .mixed, scheme: .perLayerFolded, memoryRule: .paper, ranges: .largest,
      retrainingEpochs: 3, retrainingSeed: 7)
    let written = try JSONEncoder().encode(other)
    #expect(try JSONDecoder().decode(FitRequest.self, from: written) == other)
    #expect(request.difference(from: other) == "quantization")
  }

  @Test(arguments: [
    (
      QuantizationPlan(ranges: .percentile(0.4)), "'--ranges' is mse, largest, or a share above 0.5"
    ),
    (QuantizationPlan(retrainingEpochs: -1), "'--retrain' is a whole number from 0 to 1000000"),
    (
      QuantizationPlan(equalizesLayers: true, retrainingEpochs: 2),
      "Retraining finds ranges and biases by itself"
    ),
  ])
  func `a plan out of its range is refused`(plan: QuantizationPlan, sentence: String) throws {
    let request = try Self.request(devices: ["stm32f401"], plan)
    #expect {
      try Pipeline(request: request, in: TinyRun().folder)
    } throws: {
      "\($0)".hasPrefix(sentence)
    }
  }
}
