import Planning
import Quantization

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

extension QuantizationPlan: DeclaredSettings {
  /// ``retrainingEpochs``.
  package static let retrainingEpochs = Setting(
    "--retrain", \Self.retrainingEpochs, .whole(0...1_000_000))
  /// ``ranges``.
  package static let ranges = Setting(
    "--ranges",
    Domain<Ranges>("mse, largest, or a share above 0.5 and at most 1, such as 0.9999") {
      if case .percentile(let share) = $0 { return share > 0.5 && share <= 1 }
      return true
    }, value: \Self.ranges, arguments: { ["--ranges", "\($0)"] })

  package static var declarations: [any SettingDeclaration<QuantizationPlan>] {
    [
      Setting("--bits", \Self.bits), Setting("--scheme", \Self.scheme),
      Setting("--memory-rule", \Self.memoryRule), ranges, Setting("--form", \Self.form),
      Setting(flag: "--equalize", \Self.equalizesLayers),
      Setting(flag: "--correct-bias", \Self.correctsBias), retrainingEpochs,
      Setting("--retrain-seed", \Self.retrainingSeed, .all),
    ]
  }

  /// What is wrong with values that may not go together, as a sentence, or nil.
  var contradiction: String? {
    guard retrainingEpochs > 0, equalizesLayers || correctsBias else { return nil }
    return
      "Retraining finds ranges and biases by itself; leave '--equalize' and '--correct-bias' out."
  }
}

extension QuantizationPlan.Ranges: LosslessStringConvertible {
  /// Reads `mse`, `largest` or a share.
  public init?(_ text: String) {
    switch text {
    case "mse": self = .leastSquaredError
    case "largest": self = .largest
    default:
      guard let share = Double(text) else { return nil }
      self = .percentile(share)
    }
  }

  /// The text that it is read from.
  public var description: String {
    switch self {
    case .leastSquaredError: "mse"
    case .largest: "largest"
    case .percentile(let share): "\(share)"
    }
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

extension QuantizationPlan {
  /// The scheme of each layer.
  var schemes: SchemeRule {
    switch scheme {
    case .perLayer: .perLayer
    case .perLayerFolded: .perLayerFolded
    case .perChannel: .perChannel
    }
  }

  /// What counts as RAM, in the words of the planner.
  var rule: Planning.MemoryRule {
    switch memoryRule {
    case .planned: .planned
    case .paper: .paper
    }
  }

  /// The choices that calibration and lowering read.
  var options: QuantizationOptions {
    let ranges: RangeRule =
      switch ranges {
      case .leastSquaredError: .leastSquaredError
      case .largest: .minimumAndMaximum
      case .percentile(let share): .percentile(share)
      }
    let form: QuantizationOptions.Form =
      switch form {
      case .rounded: .rounded
      case .floor: .floor
      }
    return QuantizationOptions(
      form: form, ranges: ranges, equalizesLayers: equalizesLayers, correctsBias: correctsBias)
  }
}

extension QuantizationPlan {
  /// The plan in words, for example `mixed bits, scheme pc, retrained for 10 epochs with seed 1`.
  package var summary: String {
    var parts = ["\(bits.rawValue) bits", "scheme \(scheme.rawValue)"]
    if bits == .mixed { parts.append("memory rule \(memoryRule.rawValue)") }
    if form != .rounded { parts.append("form \(form.rawValue)") }
    switch ranges {
    case .leastSquaredError: break
    case .largest: parts.append("whole ranges")
    case .percentile(let share): parts.append("ranges that keep \(share)")
    }
    if equalizesLayers { parts.append("equalized layers") }
    if correctsBias { parts.append("corrected biases") }
    if retrainingEpochs > 0 {
      parts.append("retrained for \(retrainingEpochs) epoch\(retrainingEpochs == 1 ? "" : "s")")
    }
    if let retrainingSeed { parts.append("seed of retraining \(retrainingSeed)") }
    return parts.joined(separator: ", ")
  }
}
