import Graphs

/// The mean and standard deviation per channel that bring pixels to about 0 ± 1, on the scale 0 to 1
/// of `pixel / 255`.
package struct Normalization: Codable, Equatable, Sendable {
  /// The mean per channel, 0 to 1.
  package let mean: [Float]
  /// The standard deviation per channel, above 0.
  package let std: [Float]

  package init(mean: [Float], std: [Float]) {
    require(mean.count == std.count, "mean and standard deviation are per channel")
    require(std.allSatisfy { $0 > 0 }, "standard deviations are above 0")
    self.mean = mean
    self.std = std
  }

  /// The statistics of all pixels of these images; a standard deviation is at least one grey level, and
  /// at least the share of the largest one that ``DarkChannels`` get.
  package init(of images: ImageSet) {
    let channels = images.shape.channels
    var histograms = [Int](repeating: 0, count: channels << 8)
    images.pixels.withUnsafeBufferPointer { pixels in
      histograms.withUnsafeMutableBufferPointer { histograms in
        for start in stride(from: 0, to: pixels.count, by: channels) {
          for channel in 0..<channels {
            histograms[channel << 8 | Int(pixels[start + channel])] += 1
          }
        }
      }
    }
    let total = Double(max(1, images.count * images.shape.area))
    // Sums of whole numbers are exact, so the statistics do not depend on the order of the images.
    let moments = (0..<channels).map { channel in
      let histogram = histograms[channel << 8..<(channel + 1) << 8]
      let sum = zip(0..., histogram).reduce(0) { $0 + $1.0 * $1.1 }
      let squares = zip(0..., histogram).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
      let mean = Double(sum) / total
      return (mean: mean, std: (Double(squares) / total - mean * mean).squareRoot())
    }
    let stds = moments.map { Float(max($0.std, 1) / 255) }
    let least = (stds.max() ?? 0) * DarkChannels.leastShare
    self.init(mean: moments.map { Float($0.mean / 255) }, std: stds.map { max($0, least) })
  }

  /// The normalised value of every 8-bit pixel: one table of 256 values per channel.
  package var tables: [[Float]] {
    zip(mean, std).map { mean, std in (0...255).map { (Float($0) / 255 - mean) / std } }
  }
}
