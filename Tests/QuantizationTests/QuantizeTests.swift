import Execution
import Graphs
import Quantization
import SampleNetworks
import Tensors
import Testing

extension Sample {
  /// Over all results of the test images, real result − float result in steps of the output.
  func errors(_ quantized: IntegerGraph) -> [Double] {
    let name = quantized.nodes[quantized.output].name
    let node = graph.nodes.firstIndex { $0.name == name } ?? graph.output
    let float = FloatReference.values(graph, weights, [node], test)[0]
    let type = quantized.outputValue
    let runner = ReferenceRunner(quantized)
    let stored = images(for: quantized).flatMap { runner.run($0) }
    return zip(stored, float).map {
      Double(Int32($0) - type.zeroPoint) - Double($1) / type.scale
    }
  }
}

extension [Double] {
  var rootMeanSquare: Double {
    (reduce(0) { $0 + $1 * $1 } / Double(count)).squareRoot()
  }
}

struct QuantizeTests {
  private static let forms = QuantizationOptions.Form.allCases

  @Test(arguments: 0..<2 as Range<UInt64>, Activation.allCases)
  func `A quantized block is close to the float one`(seed: UInt64, activation: Activation) throws {
    let sample = try Sample(seed: seed) { try $0.mobile(activation) }
    for form in Self.forms {
      let errors = try sample.errors(sample.quantized(QuantizationOptions(form: form)))
      // Eleven layers add at most half a step each; tables of h-swish, with a slope of up to 1.5, most.
      #expect(errors.rootMeanSquare < (activation == .hSwish ? 2 : 1.5))
    }
  }

  @Test(arguments: 0..<2 as Range<UInt64>)
  func `A network of every other operation is close to the float one`(seed: UInt64) throws {
    let sample = try Sample(seed: seed) { try $0.branches() }
    for form in Self.forms {
      let errors = try sample.errors(sample.quantized(QuantizationOptions(form: form)))
      #expect(errors.rootMeanSquare < 1)
    }
  }

  @Test(arguments: QuantizationOptions.Form.allCases)
  func `Kernels and reference agree on quantized networks`(
    form: QuantizationOptions.Form
  ) throws {
    let samples = try [
      Sample(seed: 1) { try $0.mobile(.hSwish) }, Sample(seed: 2) { try $0.branches() },
    ]
    for sample in samples {
      let graph = try sample.quantized(QuantizationOptions(form: form))
      try graph.verify()
      let (kernels, reference) = (KernelRunner(graph), ReferenceRunner(graph))
      for image in sample.images(for: graph) {
        #expect(kernels.run(image) == reference.run(image))
      }
    }
  }

  @Test func `Half a step in the biases makes rounding down unbiased`() throws {
    let sample = try Sample(seed: 6) { try $0.mobile(.relu6) }
    let rounded = try sample.errors(sample.quantized())
    let floor = try sample.errors(sample.quantized(QuantizationOptions(form: .floor)))
    #expect(zip(rounded, floor).allSatisfy { abs($0 - $1) <= 1 })
  }

  @Test func `Every rule for ranges gives a network that is close`() throws {
    let sample = try Sample(seed: 7) { try $0.mobile(.relu) }
    for rule in [RangeRule.minimumAndMaximum, .percentile(0.999), .leastSquaredError] {
      let errors = try sample.errors(sample.quantized(QuantizationOptions(ranges: rule)))
      #expect(errors.rootMeanSquare < 1.5)
    }
  }

  @Test func `Corrected biases bring the mean of an output back`() throws {
    let builder = GraphBuilder<FloatOp>(name: "dense")
    let image = try builder.input(Shape(features: 64))
    let graph = builder.graph(output: try image.dense("dense", 2))
    var weights = Weights()
    // All but the largest weight lie halfway between two steps, so that their errors add up.
    let row: [Float] = [127] + [Float](repeating: 0.49, count: 63)
    weights["dense.weight"] = Tensor(shape: [2, 64], values: row + row)
    weights["dense.bias"] = Tensor(shape: [2], repeating: 0)
    let batch = Batch(
      images: [Float](repeating: 0.5, count: 64), shape: graph.inputValue, labels: [0])
    func error(correctsBias: Bool) throws -> Double {
      let options = QuantizationOptions(correctsBias: correctsBias)
      let one = [Float](repeating: 1, count: 64)
      let integer = try quantize(
        graph, weights, calibratedOn: [batch], mean: one.map { _ in 0 }, std: one,
        options: options, values: FloatReference.values)
      let stored = ReferenceRunner(integer).run(integer.inputValue.stored(batch.images))
      let type = integer.outputValue
      return abs(Double(Int32(stored[0]) - type.zeroPoint) * type.scale - (127 + 63 * 0.49) / 2)
    }
    #expect(try error(correctsBias: false) > 10)
    #expect(try error(correctsBias: true) < 1)
  }
}
