import Graphs
import Planning
import Quantization
import Randomness
import SampleNetworks
import Tensors
import Testing

/// What the choices of post-training quantization gain at few bits.
struct ChoiceTests {
  /// A chain whose weights have a few large values, as training leaves them.
  private static func sample(seed: UInt64) throws -> Sample {
    var sample = try Sample(seed: seed) { networks in
      let builder = GraphBuilder<FloatOp>(name: "chain")
      let x = try builder.input(SmallNetworks.image)
        .convolution("stem", 8, kernel: 3, bias: true).activation(.relu)
        .depthwise("depthwise", kernel: 3, bias: true).activation(.relu)
        .convolution("point", 12, kernel: 1, bias: true).activation(.relu)
        .globalAveragePool()
      return builder.graph(output: try x.dense("classifier", 5))
    }
    for name in sample.weights.names where name.hasSuffix(".weight") {
      let values = sample.weights[name]?.values ?? []
      sample.weights[name]?.values = values.map { 2 * $0 * $0 * $0 }
    }
    return sample
  }

  /// The bits of all activations and of all weights.
  private typealias Bits = (activations: Precision, weights: Precision)

  /// The error of the result over some networks, in steps of the result.
  private static func error(
    _ bits: Bits, _ options: QuantizationOptions, _ change: (inout Sample) -> Void = { _ in }
  ) throws -> Double {
    try (0..<4 as Range<UInt64>).flatMap { seed in
      var sample = try sample(seed: seed)
      change(&sample)
      return try sample.errors(sample.quantized(sample.bits(bits), options))
    }.rootMeanSquare
  }

  /// Biases are corrected, as a clip takes more from the means that the classifier reads than finer
  /// steps give back.
  @Test(arguments: [Precision.bits4, .bits2])
  func `Activations err less in ranges of least error than in those of all values`(
    precision: Precision
  ) throws {
    let rules: [RangeRule] = [.minimumAndMaximum, .leastSquaredError]
    let errors = try rules.map {
      try Self.error((precision, .bits8), QuantizationOptions(ranges: $0, correctsBias: true))
    }
    #expect(errors[1] <= errors[0])
  }

  @Test(arguments: [Precision.bits4, .bits2])
  func `Weights err less in clips of least error than in those of the largest`(
    precision: Precision
  ) throws {
    let bits = (Precision.bits8, precision)
    let errors = try WeightRangeRule.allCases.map {
      try Self.error(bits, QuantizationOptions(weightRanges: $0))
    }
    let corrected = try Self.error(bits, QuantizationOptions(correctsBias: true))
    #expect(errors[1] <= errors[0])
    #expect(corrected <= errors[1])
  }

  @Test func `Equalisation helps where channels have unlike ranges`() throws {
    func unlike(_ sample: inout Sample) {
      for channel in 0..<8 {
        let factor: Float = [1, 20, 0.05, 3][channel % 4]
        for tap in 0..<27 { sample.weights["stem.weight"]?.values[channel * 27 + tap] *= factor }
        sample.weights["stem.bias"]?.values[channel] *= factor
        for tap in 0..<9 { sample.weights["depthwise.weight"]?.values[channel * 9 + tap] /= factor }
      }
    }
    let errors = try [false, true].map {
      try Self.error((.bits4, .bits4), QuantizationOptions(equalizesLayers: $0), unlike)
    }
    #expect(errors[1] < 0.7 * errors[0])
  }

  @Test(arguments: [Precision.bits4, .bits2])
  func `A clip of least error errs no more than any other`(precision: Precision) {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<20 {
      let weights = (0..<32).map { _ in
        let x = Double.random(in: -1...1, using: &generator)
        return x * x * x
      }
      func error(_ rule: WeightRangeRule, _ weights: [Double]) -> Double {
        let channel = ChannelWeights(
          weights, precision: precision, rule: rule, bias: 0, inputScale: 1, outputScale: 1)
        #expect(channel.stored.allSatisfy { abs(Int32($0)) <= precision.maximum })
        return zip(weights, channel.values).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      }
      #expect(error(.leastSquaredError, weights) <= error(.largest, weights))
      let channel = ChannelWeights(
        weights, precision: precision, bias: 0, inputScale: 1, outputScale: 1)
      for share in stride(from: 0.1, through: 1, by: 0.1) {
        let scale = (weights.map(abs).max() ?? 0) * share / Double(precision.maximum)
        let other = weights.reduce(0) { sum, weight in
          let limit = Double(precision.maximum)
          let distance = weight - min(max((weight / scale).rounded(), -limit), limit) * scale
          return sum + distance * distance
        }
        #expect(
          zip(weights, channel.values).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            <= other * 1.000001)
      }
    }
  }

  @Test(
    arguments: [
      (.leastSquaredError, .bits4, 0.3), (.percentile(0.9), .bits8, 0.8),
    ] as [(RangeRule, Precision, Double)])
  func `Corrected biases bring back the mean that weights or clips took`(
    ranges: RangeRule, weights: Precision, share: Double
  ) throws {
    for seed in 0..<2 as Range<UInt64> {
      var sample = try Self.sample(seed: seed)
      sample.calibration = [sample.test]
      let means = try [false, true].map { correctsBias in
        let options = QuantizationOptions(ranges: ranges, correctsBias: correctsBias)
        let errors = try sample.errors(sample.quantized(sample.bits((.bits8, weights)), options))
        return (0..<5).map { output in
          stride(from: output, to: errors.count, by: 5).reduce(0) { $0 + errors[$1] } / 3
        }.rootMeanSquare
      }
      #expect(means[1] < share * means[0])
    }
  }
}

extension Sample {
  /// The same bits for all activations but the image and the result, and for all weights.
  fileprivate func bits(_ bits: (activations: Precision, weights: Precision)) -> BitAssignment {
    var assignment = uniform(bits.activations)
    assignment.weights = uniform(bits.weights).weights
    return assignment
  }
}
