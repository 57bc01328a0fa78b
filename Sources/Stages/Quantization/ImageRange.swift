import Graphs

/// The real values that pixels of 0 to 255 take over all channels, `(p / 255 − mean) / std`.
///
/// - Parameters:
///   - mean: per channel, on the scale 0 to 1, finite.
///   - std: per channel, above 0.
/// - Throws: ``QuantizationError`` where the counts are not that of the channels, or a value is out of range.
func imageRange(
  channels: Int, mean: [Float], std: [Float]
) throws(QuantizationError) -> ClosedRange<Double> {
  guard mean.count == channels, std.count == channels else {
    throw .normalizationCount(channels: channels, mean: mean.count, std: std.count)
  }
  var (lower, upper) = (0.0, 0.0)
  for channel in 0..<channels {
    let (mean, std) = (mean[channel], std[channel])
    guard mean.isFinite, std.isFinite, std > 0 else {
      throw .normalization(channel: channel, mean: mean, std: std)
    }
    lower = min(lower, Double(-mean / std))
    upper = max(upper, Double((1 - mean) / std))
  }
  return lower...upper
}
