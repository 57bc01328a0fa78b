package import Graphs

/// A batch norm behind a convolution as two integers per channel (ICN).
///
/// `Y = Z + floor(M · (Φ + B))`, `B = round((b − μ + β·σ/γ) / (Sx·Sw))`, `M = Sx·Sw/Sy · γ/σ`
/// (arXiv 1905.13082, section 2.2 of our notes).
package struct ChannelNormalization: Hashable, Sendable {
  /// B, on the scale of the accumulator.
  package let bias: Int32
  /// M with the sign of γ.
  package let multiplier: Double

  /// The batch norm of one channel.
  package struct Statistics: Hashable, Sendable {
    /// γ, not 0.
    package var gamma: Double
    /// β.
    package var beta: Double
    /// μ.
    package var mean: Double
    /// σ, the root of variance and epsilon, above 0.
    package var deviation: Double

    package init(gamma: Double, beta: Double, mean: Double, deviation: Double) {
      self.gamma = gamma
      self.beta = beta
      self.mean = mean
      self.deviation = deviation
    }
  }

  /// - Parameters:
  ///   - accumulatorScale: `Sx·Sw` of the channel.
  ///   - outputScale: `Sy`.
  ///   - bias: that of the convolution.
  package init(
    _ statistics: Statistics, bias: Double = 0, accumulatorScale: Double, outputScale: Double
  ) {
    let shift = statistics.beta * statistics.deviation / statistics.gamma
    self.bias = storedBias(bias - statistics.mean + shift, scale: accumulatorScale)
    multiplier = accumulatorScale / outputScale * statistics.gamma / statistics.deviation
  }

  /// The multiplier as it is stored.
  package var fixedPoint: FixedPointMultiplier { FixedPointMultiplier(multiplier) }
}

/// A bias on the scale of the accumulator, clamped to 32 bits (section 2.1 of our notes).
package func storedBias(_ bias: Double, scale: Double) -> Int32 {
  Int32(min(max((bias / scale).rounded(), Double(Int32.min)), Double(Int32.max)))
}

/// The 8-bit mantissa and the exponent that put the logits of one channel on a common scale.
///
/// `round(M0 · 2^7)`, clamped (section 2.3 of our notes, the last layer with weights per channel). The
/// check vectors ask for it; our integer networks have 8-bit results and multipliers as in every layer,
/// which err less.
package func logitMultiplier(_ multiplier: Double) -> (mantissa: Int8, exponent: Int8) {
  guard multiplier != 0 else { return (0, 0) }
  let exponent = Int(multiplier.exponent) + 1
  let fraction = multiplier / Double(sign: .plus, exponent: exponent, significand: 1)
  let mantissa = (fraction * 128).rounded()
  return (Int8(min(max(mantissa, -128), 127)), Int8(clamping: exponent))
}
