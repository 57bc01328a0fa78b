import Graphs
import Testing

@testable import Tensors

struct PrecisionTrialTests {
  private static func trial(_ float32: Double, _ bfloat16: Double) -> PrecisionTrial {
    PrecisionTrial(
      images: 32,
      timings: [
        .init(.float32, milliseconds: float32), .init(.bfloat16, milliseconds: bfloat16),
      ])
  }

  @Test func `Another precision than single is taken only where it is clearly faster`() {
    #expect(Self.trial(100, 60).fastest == .bfloat16)
    #expect(Self.trial(100, 97).fastest == .float32)
    #expect(Self.trial(100, 190).fastest == .float32)
    #expect(PrecisionTrial(images: 0, timings: []).fastest == .float32)
  }

  private static func graph() throws -> FloatGraph {
    let builder = GraphBuilder<FloatOp>(name: "small")
    let image = try builder.input(Shape(height: 8, width: 8, channels: 3))
    let x = try image.convolution("c", 16, kernel: 3).batchNorm("n")
    return builder.graph(
      output: try x.adding(.globalAveragePool).adding(.flatten).adding(.dense(Dense(outputs: 4))))
  }

  @Test func `Every precision is timed on as many images`() throws {
    // Twice the same, since this processor may have one only.
    let trial = PrecisionTrial(of: try Self.graph(), in: [.float32, .float32]) {
      Engine(threads: 1, precision: $0)
    }
    #expect(trial.timings.map(\.precision) == [.float32, .float32])
    #expect(trial.timings.allSatisfy { $0.milliseconds > 0 && $0.milliseconds.isFinite })
    #expect((1...16).contains(trial.images))
  }

  @Test func `Nothing is timed where there is nothing to choose`() throws {
    #expect(PrecisionTrial(of: try Self.graph(), backend: .portable).timings.isEmpty)
  }
}
