import Graphs
import Tensors

/// The real values that images have over all channels: those of pixels of 0 to 255,
/// `(p / 255 − mean) / std`, but of the ``DarkChannels`` only the values that occur.
///
/// - Parameters:
///   - mean: per channel or one for all channels, on the scale 0 to 1, finite.
///   - std: as many as means, above 0.
///   - batches: normalised images `[N, H, W, C]`.
/// - Throws: ``QuantizationError`` where the counts are neither 1 nor that of the channels, or a value is out of range.
func imageRange(
  channels: Int, mean: [Float], std: [Float], of batches: [Batch]
) throws(QuantizationError) -> ClosedRange<Double> {
  guard mean.count == std.count, [1, channels].contains(mean.count) else {
    throw .normalizationCount(channels: channels, mean: mean.count, std: std.count)
  }
  for (channel, (mean, std)) in zip(mean, std).enumerated() {
    guard mean.isFinite, std.isFinite, std > 0 else {
      throw .normalization(channel: channel, mean: mean, std: std)
    }
  }
  let dark = DarkChannels.indices(std: std)
  var (lower, upper) = (0.0, 0.0)
  for channel in mean.indices {
    if dark.contains(channel) {
      for batch in batches where batch.shape.channels == channels {
        for place in stride(from: channel, to: batch.images.count, by: channels) {
          lower = min(lower, Double(batch.images[place]))
          upper = max(upper, Double(batch.images[place]))
        }
      }
    } else {
      lower = min(lower, Double(-mean[channel] / std[channel]))
      upper = max(upper, Double((1 - mean[channel]) / std[channel]))
    }
  }
  return lower...upper
}
