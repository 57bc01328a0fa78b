import Graphs
import Testing

struct FakeQuantizerTests {
  private static let shape = Shape(height: 2, width: 2, channels: 3)

  private static func graph(_ quantizer: FakeQuantizer) throws -> TrainingGraph {
    let builder = GraphBuilder<TrainingOp>(name: "g")
    let result = try builder.add(.inference(.input(shape)), named: "image")
      .adding(.quantizer(quantizer), named: "round")
    return builder.graph(output: result)
  }

  @Test func `A quantizer with a learnt clip has one parameter and keeps the shape`() throws {
    for range in [FakeQuantizer.Range.unsigned, .symmetric] {
      let graph = try Self.graph(FakeQuantizer(.bits4, range))
      #expect(graph.outputValue == Self.shape)
      #expect(graph.parameters == [Parameter(node: "round", role: .clip, shape: [1])])
      #expect(graph.parameters[0].name == "round.clip")
      #expect(graph.parameters[0].role.isTrainable)
    }
    let fixed = try Self.graph(FakeQuantizer(.bits8, .fixed(scale: 0.1, zeroPoint: -128)))
    #expect(fixed.parameters.isEmpty)
  }

  @Test func `The ends and the step are those of the stored values`() {
    func levels(_ precision: Precision, _ range: FakeQuantizer.Range) -> ClosedRange<Int32> {
      FakeQuantizer(precision, range).levels
    }
    #expect(levels(.bits8, .unsigned) == 0...255)
    #expect(levels(.bits4, .unsigned) == 0...15)
    #expect(levels(.bits2, .unsigned) == 0...3)
    #expect(levels(.bits8, .symmetric) == -127...127)
    #expect(levels(.bits4, .symmetric) == -7...7)
    #expect(levels(.bits2, .symmetric) == -1...1)
    #expect(levels(.bits8, .fixed(scale: 1, zeroPoint: -128)) == 0...255)
    #expect(levels(.bits4, .fixed(scale: 1, zeroPoint: 3)) == -11...4)
    #expect(FakeQuantizer(.bits4, .unsigned).step(clip: 6) == 0.4)
    #expect(FakeQuantizer(.bits2, .symmetric).step(clip: 6) == 6)
    #expect(FakeQuantizer(.bits2, .symmetric).step(clip: -1) == FakeQuantizer.leastClip)
    #expect(FakeQuantizer(.bits2, .fixed(scale: 0.3, zeroPoint: 0)).step(clip: nil) == 0.3)
  }

  @Test func `A fixed range that no integer tensor has is refused`() {
    func sentence(_ range: FakeQuantizer.Range) -> String {
      let error = #expect(throws: GraphError.self) {
        try Self.graph(FakeQuantizer(.bits4, range))
      }
      return error.map { "\($0)" } ?? "no error"
    }
    #expect(
      sentence(.fixed(scale: 0, zeroPoint: 0)).contains(
        "The scale of a fixed range is above 0 and finite. Here it is 0.0."))
    #expect(
      sentence(.fixed(scale: 1, zeroPoint: 8)).contains(
        "The zero point of a fixed range is a value that can be stored. Here it is 8 at 4 bits."))
  }

  @Test func `Weights round to the nearest step, halves away from zero`() {
    let rounded = WeightQuantization(precision: .bits4, steps: "w.step")
    let weights: [Float] = [-9, -1.75, -0.75, -0.7, 0, 0.24, 0.25, 1.25, 3.4, 3.5, 9]
    #expect(
      weights.map { rounded.code(of: $0, step: 0.5) } == [-7, -4, -2, -1, 0, 0, 1, 3, 7, 7, 7])
    #expect(weights.map { rounded.code(of: $0, step: -0.5) }.first == 7)
    #expect(rounded.code(of: 1, step: 0) == 0)
  }

  @Test func `Steps are trained, their ratios are not`() {
    #expect(Parameter.Role.step.isTrainable)
    #expect(!Parameter.Role.ratio.isTrainable)
  }
}
