import Architectures
import Foundation
import Tensors
import Testing
import TinyRuns

@testable import Pipeline

/// How a run decides in which precision it trains, and keeps that.
struct ComputingRecordTests {
  private static let trial = PrecisionTrial(
    images: 32,
    timings: [.init(.float32, milliseconds: 48.04), .init(.bfloat16, milliseconds: 34)])

  @Test func `A precision that is asked for is not timed`() {
    let record = ComputingRecord(asked: .float32) {
      Issue.record("It is timed.")
      return Self.trial
    }
    #expect(record.precision == .float32)
    #expect(record.note == nil)
  }

  @Test func `The faster precision is taken and says why`() throws {
    let record = ComputingRecord(asked: nil) { Self.trial }
    guard Engine.Backend.standard.precisions.count > 1 else {
      #expect(record.precision == .float32 && record.trial == nil, "There is one precision.")
      return
    }
    #expect(record.precision == .bfloat16)
    #expect(
      record.note
        == "values are kept in bfloat16: a pass of 32 inputs takes float32 48.0 ms, bfloat16 34.0 ms; "
        + "'--precision' chooses otherwise")
  }

  @Test func `A run keeps what it decided, and its report repeats it`() async throws {
    let run = TinyRun()
    var request = try TinyRun.request()
    request.training.precision = .automatic
    try await Pipeline(request: request, in: run.folder).train()
    var record = try #require(try run.folder.readComputing())
    #expect(!record.instructions.isEmpty)
    // What was decided may be asked for, and nothing else.
    request.training.precision = TrainingPlan.Precision(record.precision)
    #expect(try Pipeline(request: request, in: run.folder).request.training.precision == .automatic)
    request.training.precision = record.precision == .float32 ? .bfloat16 : .float32
    #expect(throws: PipelineError.self) { try Pipeline(request: request, in: run.folder) }
    // One that is damaged stops a training until that begins anew.
    try Data("{".utf8).write(to: run.folder.computing)
    #expect(throws: PipelineError.self) {
      try Pipeline(opening: run.folder).decidePrecision(
        training: TinyRun.space.largest.graph(in: TinyRun.space))
    }
    try await Pipeline(opening: run.folder).train(again: true)
    #expect(try run.folder.readComputing()?.precision == record.precision)
    // As if both had been timed.
    record.trial = Self.trial
    try run.folder.write(record, to: run.folder.computing)
    let pipeline = try Pipeline(opening: run.folder)
    #expect(pipeline.engine.precision == record.precision)
    try await pipeline.search()
    try await pipeline.report()
    let text = try String(contentsOf: run.folder.report, encoding: .utf8)
    #expect(text.contains("--precision \(record.precision.rawValue)"))
  }
}
