package import Graphs

/// How a layer turns accumulators into outputs, and so which arrays it keeps beside its weights
/// (section 3.1 of `memory-driven.md`).
package enum QuantizationScheme: String, CaseIterable, Codable, Sendable {
  /// Per layer, the batch norm folded into the weights: one multiplier.
  case perLayerFolded = "PL+FB"
  /// Per layer with integer channel normalisation: a multiplier per channel.
  case perLayerNormalized = "PL+ICN"
  /// Per channel with integer channel normalisation: a multiplier and a zero point per channel.
  case perChannelNormalized = "PC+ICN"
  /// Per channel with a threshold per output code in place of bias and multiplier; no kernel has it.
  case perChannelThresholds = "PC+thresholds"

  /// Whether all weights of a layer, taken without its batch norm or with it, share one step.
  package var isPerLayer: Bool {
    switch self {
    case .perLayerFolded, .perLayerNormalized: true
    case .perChannelNormalized, .perChannelThresholds: false
    }
  }

  /// The bytes of the arrays beside the weights: biases, multipliers, zero points or thresholds.
  ///
  /// Scalars count as 4 bytes. Thresholds have 16 bits, 2^bits of them per channel; zero points of
  /// weights do not count beside them, which is what meets the published 2.35 MiB.
  /// - Parameters:
  ///   - channels: of the result.
  ///   - output: the bits of the result.
  ///   - isLast: whether the result is that of the network, whose accumulators are stored as they are
  ///     or brought to one scale by multipliers of 8 bits.
  package func extraBytes(channels: Int, output: Precision, isLast: Bool) -> Int {
    switch self {
    case .perLayerFolded: 4 * channels + 20
    case .perLayerNormalized: isLast ? 4 * channels + 20 : 9 * channels + 12
    case .perChannelNormalized: isLast ? 7 * channels + 4 : 10 * channels + 8
    case .perChannelThresholds:
      isLast ? 7 * channels + 4 : 2 * channels << output.rawValue + 8
    }
  }
}

/// Which scheme each layer of a network has.
package enum SchemeRule: String, CaseIterable, Codable, Sendable {
  /// Folded where weights and output have 8 bits, else integer channel normalisation (MixQ-PL).
  case perLayer = "pl"
  /// Per layer, folded everywhere, whatever the bits.
  case perLayerFolded = "pl-fb"
  /// Integer channel normalisation everywhere (MixQ-PC).
  case perChannel = "pc"
  /// Thresholds everywhere.
  case thresholds = "pc-thresholds"

  /// The scheme of a layer whose weights and output have these bits.
  package func scheme(weights: Precision, output: Precision) -> QuantizationScheme {
    switch self {
    case .perLayer:
      weights == .bits8 && output == .bits8 ? .perLayerFolded : .perLayerNormalized
    case .perLayerFolded: .perLayerFolded
    case .perChannel: .perChannelNormalized
    case .thresholds: .perChannelThresholds
    }
  }
}

extension QuantizableGraph.Layer {
  /// The read-only bytes of the layer: packed weights and the arrays of the scheme.
  package func constantBytes(
    weights: Precision, output: Precision, scheme: QuantizationScheme
  ) -> Int {
    weights.byteCount(of: weightCount)
      + scheme.extraBytes(channels: outputChannels, output: output, isLast: isLast)
  }

  /// The bytes in single precision: weights, a bias and the four numbers of a batch norm per channel.
  package var floatBytes: Int {
    4 * (weightCount + (hasBatchNorm ? 5 : 1) * outputChannels)
  }
}
