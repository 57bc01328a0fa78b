import Graphs
import Quantization
import Testing

/// The check vectors of arXiv 1905.13082's rules (sections 1 and 2 of our notes), bit for bit.
struct QuantizerTests {
  private static let weights = [-0.37, -0.1, 0, 0.22, 0.51]

  @Test(
    arguments: [
      (.bits8, 0.0034509803921568627, [-107, -29, 0, 64, 148], 107, [0, 78, 107, 171, 255]),
      (.bits4, 0.058666666666666666, [-6, -2, 0, 4, 9], 6, [0, 4, 6, 10, 15]),
      (.bits2, 0.29333333333333333, [-1, 0, 0, 1, 2], 1, [0, 1, 1, 2, 3]),
    ] as [(Precision, Double, [Int], Int, [Int])])
  func `Weights become the integers of the paper's code`(
    precision: Precision, scale: Double, integers: [Int], zeroPoint: Int, stored: [Int]
  ) {
    let quantized = AsymmetricQuantizer(Self.weights, precision: precision)
    #expect(quantized.scale == scale)
    #expect(quantized.integers == integers)
    #expect(quantized.zeroPoint == zeroPoint)
    #expect(quantized.stored == stored)
  }

  @Test func `Weights without range have a step, and thresholds cut`() {
    let zeros = AsymmetricQuantizer([0, 0], precision: .bits4)
    #expect(zeros.scale == 1.0 / 15)
    #expect(zeros.stored == [0, 0])
    let cut = AsymmetricQuantizer(Self.weights, precision: .bits2, clip: -0.1...0.2)
    #expect(cut.scale == 0.30000000000000004 / 3)
    #expect(cut.integers == [-1, -1, 0, 2, 2])
  }

  @Test func `Fitted thresholds hold 0 and err less than the whole range does`() {
    let weights = (0..<400).map { index in
      let x = Double((index * 73) % 400) / 200 - 1
      return x * x * x
    }
    let clip = AsymmetricQuantizer.fittedClip(weights, precision: .bits2)
    func error(_ quantized: AsymmetricQuantizer) -> Double {
      zip(weights, quantized.integers).reduce(0) {
        let distance = $1.0 - quantized.scale * Double($1.1)
        return $0 + distance * distance
      }
    }
    #expect(clip.contains(0))
    #expect(
      error(AsymmetricQuantizer(weights, precision: .bits2, clip: clip))
        < error(AsymmetricQuantizer(weights, precision: .bits2)))
    #expect(AsymmetricQuantizer.fittedClip([0, 0], precision: .bits4) == 0...0)
  }

  @Test(
    arguments: [
      (.bits8, [0, 4, 16, 17, 101, 102, 254, 255, 255]),
      (.bits4, [0, 0, 0, 1, 5, 6, 14, 15, 15]),
      (.bits2, [0, 0, 0, 0, 1, 1, 2, 3, 3]),
    ] as [(Precision, [Int])])
  func `Activations are rounded down`(precision: Precision, integers: [Int]) {
    let quantizer = ActivationQuantizer(clip: 6, precision: precision)
    let values = [-1, 0.1, 0.39, 0.41, 2.39, 2.41, 5.99, 6, 7]
    #expect(values.map(quantizer.callAsFunction) == integers)
  }

  @Test func `Pixels of mean and deviation one half become signed bytes`() {
    let type = QuantizedType(
      shape: Shape(height: 1, width: 1, channels: 1), scale: 2.0 / 255, zeroPoint: 0)
    let table = type.pixelTables(mean: [0.5], std: [0.5])[0]
    // Every pixel lies halfway between two bytes; section 1.2 of our notes has 257 codes there.
    #expect(table.indices.allSatisfy { abs(Double(table[$0]) - (Double($0) - 127.5)) <= 0.5 })
    #expect([table[0], table[255]] == [-128, 127])
  }

  @Test func `A batch norm becomes the bias, multiplier and outputs of the check vector`() {
    let normalization = ChannelNormalization(
      .init(gamma: 1.2, beta: -0.1, mean: 0.05, deviation: 0.8),
      accumulatorScale: 6.0 / 255 * 0.01, outputScale: 6.0 / 15)
    #expect(normalization.bias == -496)
    #expect(normalization.multiplier == 0.0008823529411764705)
    #expect(
      normalization.fixedPoint == FixedPointMultiplier(mantissa: 1_940_314_637, exponent: -10))
    let sums: [Int32] = [-2000, 0, 600, 1234, 5000, 20000, 40000]
    let outputs = sums.map {
      Requantization.floor([normalization.fixedPoint])
        .apply(to: $0 + normalization.bias, channel: 0, zeroPoint: 0)
    }
    #expect(outputs == [-3, -1, 0, 0, 3, 17, 34])
    #expect(outputs.map { min(max($0, 0), 15) } == [0, 0, 0, 0, 3, 15, 15])
  }

  @Test func `Biases are clamped to 32 bits`() {
    #expect(storedBias(0.5, scale: 0.25) == 2)
    #expect(storedBias(-1e12, scale: 0.001) == .min)
    #expect(storedBias(1e12, scale: 0.001) == .max)
  }

  @Test func `Logits have mantissas of 8 bits`() {
    #expect(logitMultiplier(0.5) == (64, 0))
    #expect(logitMultiplier(3.7) == (118, 2))
    #expect(logitMultiplier(-0.01) == (-82, -6))
    #expect(logitMultiplier(0.999) == (127, 0))
    #expect(logitMultiplier(0) == (0, 0))
  }
}
