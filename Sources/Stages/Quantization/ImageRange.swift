import Graphs
import Tensors

/// The real values that images have over all channels: those of pixels of 0 to 255,
/// `(p / 255 − mean) / std`, but of the ``DarkChannels`` only the values that occur.
///
/// - Parameters:
///   - mean: per channel, on the scale 0 to 1, finite.
///   - std: per channel, above 0.
///   - batches: normalised images `[N, H, W, C]`.
/// - Throws: ``QuantizationError`` where the counts are not that of the channels, or a value is out of range.
func imageRange(
  channels: Int, mean: [Float], std: [Float], of batches: [Batch]
) throws(QuantizationError) -> ClosedRange<Double> {
  guard mean.count == channels, std.count == channels else {
    throw .normalizationCount(channels: channels, mean: mean.count, std: std.count)
  }
  for channel in 0..<channels {
    let (mean, std) = (mean[channel], std[channel])
    guard mean.isFinite, std.isFinite, std > 0 else {
      throw .normalization(channel: channel, mean: mean, std: std)
    }
  }
  let dark = DarkChannels.indices(std: std)
  var (lower, upper) = (0.0, 0.0)
  for channel in 0..<channels {
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
