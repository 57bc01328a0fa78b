import Architectures
import Datasets
import Devices
import Execution
import Foundation
import Graphs
import Reports
import Supernets
import Tensors
import Testing
import TinyRuns

@testable import Pipeline

/// Runs of networks that read no square pictures or give no classes.
@Suite struct OtherInputTests {
  private static func request(
    _ source: NetworkSource, quantization: QuantizationPlan = QuantizationPlan()
  ) throws -> FitRequest {
    FitRequest(
      data: .generated(training: 260, test: 40), devices: [try .named("stm32f746")],
      source: source,
      training: TrainingPlan(epochs: 1, batch: 32, heldOut: 100),
      search: SearchPlan(candidates: 1, population: 2, recalibrationImages: 64),
      quantization: quantization, seed: 3, threads: 2, verifiedImages: 2)
  }

  @Test func `a network of spectrograms is trained, quantized, emitted and proved`() async throws {
    let run = TinyRun()
    let request = try Self.request(.literature("ds-cnn"))
    #expect(request.data == .generated(training: 260, test: 40, set: .spectrograms))
    #expect(request.command(run: "x").contains("--network ds-cnn"))
    let pipeline = try Pipeline(request: request, in: run.folder)
    try await pipeline.fit()
    let data = try run.folder.readData()
    #expect(data.classes.count == 12 && data.preprocessing == nil)
    #expect(try run.folder.readVerdict(of: "stm32f746").isExact)
    let text = try run.folder.readReport().text
    #expect(text.hasPrefix("Generated spectrograms on 1 device\n"), "\(text)")
    #expect(text.contains("2 inputs equal") && text.contains("40 test inputs of 49x10x1"))
    #expect(!text.contains("R²"))
    #expect(try pipeline.predict(testImage: 3, on: request.devices[0]).classes.count == 12)
    #expect(throws: PipelineError.noPictures(reads: Shape(height: 49, width: 10, channels: 1))) {
      try pipeline.predict(image: URL(filePath: "photo.jpg"), on: request.devices[0])
    }
  }

  @Test(arguments: [QuantizationPlan(), QuantizationPlan(bits: .mixed, retrainingEpochs: 2)])
  func `an autoencoder is scored by what it explains, in every step`(
    plan: QuantizationPlan
  ) async throws {
    let run = TinyRun()
    let request = try Self.request(.literature("autoencoder"), quantization: plan)
    let pipeline = try Pipeline(request: request, in: run.folder)
    try await pipeline.fit()
    let network = try run.folder.readNetwork()
    #expect(network.measure == .explainedVariance && network.interval == nil)
    let accuracy = try run.folder.readAccuracy(of: "stm32f746")
    #expect(accuracy.measure == .explainedVariance && accuracy.interval == nil)
    #expect(abs(accuracy.float - network.testAccuracy) < 1e-6)
    #expect(try pipeline.evaluate(request.devices[0]).accuracy.integer == accuracy.integer)
    let stored = try run.folder.readNetwork(of: "stm32f746")
    #expect(stored.interface.task == .values && stored.interface.mean.count == 1)
    let report = try run.folder.readReport()
    #expect(report.measure == .explainedVariance)
    #expect(report.text.contains("Float R²") && report.text.contains("int8 R²"))
    #expect(report.text.contains("R²: the share of the variance of the test inputs"))
    #expect(report.html.contains("held-out explained variance, %") || report.learning == nil)
    let prediction = try pipeline.predict(testImage: 3, on: request.devices[0])
    #expect(prediction.classes.isEmpty && prediction.label == nil)
    #expect(prediction.values?.count == 640 && (prediction.meanSquaredError ?? 0) > 0)
    let header = try String(
      contentsOf: run.folder.device("stm32f746").firmware.appending(path: "model.h"),
      encoding: .utf8)
    #expect(header.contains("model_pixel_tables[1][256]") && !header.contains("label"))
  }

  @Test func `what is no picture is not moved, mirrored or blanked`() throws {
    var request = try Self.request(.literature("ds-cnn"))
    request.training.cutout = 2
    let run = TinyRun()
    #expect(
      throws: PipelineError.request(
        "generated spectrograms are no pictures; leave '--crop', '--flip' and '--cutout' out.")
    ) {
      try Pipeline(request: request, in: run.folder)
    }
  }

  @Test func `a network reads data of its own shape only`() throws {
    var request = try Self.request(.literature("autoencoder"))
    request.data = .generated(training: 260, test: 40)
    let error = #expect(throws: PipelineError.self) { try request.check() }
    #expect("\(error.map { "\($0)" } ?? "")".contains("reads inputs of 1x1x640"))
  }
}
