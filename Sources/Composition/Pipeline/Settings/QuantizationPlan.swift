/// How networks become integers.
public struct QuantizationPlan: Codable, Equatable, Sendable {
  /// The bits of weights and activations.
  public enum Bits: String, Codable, Sendable, CaseIterable {
    /// 8 everywhere.
    case eight = "8"
    /// 8, 4 or 2 per tensor and layer: as many as the budget allows (arXiv 1905.13082).
    case mixed
    /// 4 everywhere but for the image and the result.
    case four = "4"
  }

  /// How many scales a layer has.
  public enum Scheme: String, Codable, Sendable, CaseIterable {
    /// One per layer: batch norms are folded at 8 bits and become multipliers per channel below.
    case perLayer = "pl"
    /// One per layer, and batch norms are folded whatever the bits.
    case perLayerFolded = "pl-fb"
    /// One per output channel, with multipliers per channel.
    case perChannel = "pc"
  }

  /// How accumulators become outputs.
  public enum Form: String, Codable, Sendable, CaseIterable {
    /// To the nearest.
    case rounded
    /// Down, as arXiv 1905.13082 has it, with half a step in the biases.
    case floor
  }

  /// How the range of an activation is chosen from the values that occur.
  public enum Ranges: Codable, Equatable, Sendable {
    /// The one with the least mean squared error.
    case leastSquaredError
    /// From the smallest to the largest value.
    case largest
    /// This share of the values at each end, above 0.5 and at most 1.
    case percentile(Double)
  }

  /// What counts as the RAM that bits are cut for.
  public enum MemoryRule: String, Codable, Sendable, CaseIterable {
    /// The arena of the memory planner with the scratch of the kernels.
    case planned
    /// Input plus output of each layer, in chains.
    case paper
  }

  /// The bits of weights and activations.
  public var bits: Bits
  /// How many scales a layer has.
  public var scheme: Scheme
  /// What counts as RAM where bits are cut.
  public var memoryRule: MemoryRule
  /// How accumulators become outputs.
  public var form: Form
  /// How ranges of activations are chosen.
  public var ranges: Ranges
  /// Whether consecutive layers are scaled to like ranges per channel first.
  public var equalizesLayers: Bool
  /// Whether biases take back the mean error of each channel.
  public var correctsBias: Bool
  /// Passes over the training images in which the network learns with rounded values; 0 is none.
  public var retrainingEpochs: Int
  /// The seed of the retraining; nil is that of the request.
  public var retrainingSeed: UInt64?

  /// A plan.
  public init(
    bits: Bits = .eight, scheme: Scheme = .perChannel, memoryRule: MemoryRule = .planned,
    form: Form = .rounded, ranges: Ranges = .leastSquaredError, equalizesLayers: Bool = false,
    correctsBias: Bool = false, retrainingEpochs: Int = 0, retrainingSeed: UInt64? = nil
  ) {
    self.bits = bits
    self.scheme = scheme
    self.memoryRule = memoryRule
    self.form = form
    self.ranges = ranges
    self.equalizesLayers = equalizesLayers
    self.correctsBias = correctsBias
    self.retrainingEpochs = retrainingEpochs
    self.retrainingSeed = retrainingSeed
  }
}

// Files of earlier versions know no quantization plan, so the standard one is not written. The
// compiler's coding of a request takes these in place of the general ones.
extension KeyedDecodingContainer {
  func decode(_ type: QuantizationPlan.Type, forKey key: Key) throws -> QuantizationPlan {
    try decodeIfPresent(type, forKey: key) ?? QuantizationPlan()
  }
}

extension KeyedEncodingContainer {
  mutating func encode(_ plan: QuantizationPlan, forKey key: Key) throws {
    try encodeIfPresent(plan == QuantizationPlan() ? nil : plan, forKey: key)
  }
}
