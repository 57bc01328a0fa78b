import Graphs

/// The mean and standard deviation that bring pixels to about 0 ± 1, on the scale 0 to 1 of
/// `pixel / 255`: per channel, or one of each for all channels.
package struct Normalization: Codable, Equatable, Sendable {
  /// The means, 0 to 1.
  package let mean: [Float]
  /// The standard deviations, above 0; as many as means.
  package let std: [Float]

  package init(mean: [Float], std: [Float]) {
    require(mean.count == std.count, "mean and standard deviation are per channel")
    require(std.allSatisfy { $0 > 0 }, "standard deviations are above 0")
    self.mean = mean
    self.std = std
  }

  /// The statistics of all pixels of these images; a standard deviation is at least one grey level, and
  /// at least the share of the largest one that ``DarkChannels`` get.
  ///
  /// The values of a vector share their statistics.
  package init(of images: ImageSet) {
    let shape = images.shape
    let channels = shape.normalizedChannels
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
    let total = Double(max(1, images.count * shape.count / channels))
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

  /// The normalised value of every 8-bit pixel, channel after channel: `[channels, 256]`.
  ///
  /// - Parameter channels: of the images; where there is one mean, all have its table.
  package func table(channels: Int) -> [Float] {
    require(
      [1, channels].contains(mean.count),
      "the normalisation has \(mean.count) channels, the images have \(channels)")
    let tables = zip(mean, std).map { mean, std in (0...255).map { (Float($0) / 255 - mean) / std }
    }
    return (0..<channels).flatMap { tables[$0 % tables.count] }
  }
}
