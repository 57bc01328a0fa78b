public import Graphs
import Quantization

/// How the pixels of an image become the values that a network reads: `(pixel / 255 − mean) / std`.
public struct PixelNormalization: Codable, Equatable, Sendable {
  /// The mean of each channel on the scale 0 to 1, or one for all channels.
  public let mean: [Float]
  /// The standard deviations on the scale 0 to 1, above 0; as many as means.
  public let std: [Float]

  /// A normalization with one mean and one standard deviation per channel, or one for all channels.
  ///
  /// A network checks both when it is made with them.
  public init(mean: [Float], std: [Float]) {
    self.mean = mean
    self.std = std
  }

  /// The normalization that a run keeps beside the graph of a device.
  public init(_ interface: NetworkInterface) {
    self.init(mean: interface.mean, std: interface.std)
  }

  /// Throws `QuantizationError` unless there is one finite mean and one standard deviation above 0
  /// for each of these channels, or for all.
  func check(channels: Int) throws(QuantizationError) {
    guard mean.count == std.count, [1, channels].contains(mean.count) else {
      throw .normalizationCount(channels: channels, mean: mean.count, std: std.count)
    }
    for (channel, (mean, std)) in zip(mean, std).enumerated()
    where !mean.isFinite || !std.isFinite || std <= 0 {
      throw .normalization(channel: channel, mean: mean, std: std)
    }
  }

  /// The values `[H, W, C]` of one image.
  ///
  /// - Parameter pixels: `[H, W, C]`, as many as the shape holds.
  func values(of pixels: [UInt8]) -> [Float] {
    pixels.enumerated().map { index, pixel in
      let channel = index % mean.count
      return (Float(pixel) / 255 - mean[channel]) / std[channel]
    }
  }
}

/// Pixels that a network cannot read.
public enum PixelError: Error, Equatable, CustomStringConvertible {
  /// An image has another number of values than the input of the network.
  case count(expected: Shape, found: Int)
  /// Emitted code reads images in colour or in grey, with 3 channels or 1.
  case channels(found: Int)

  /// What was expected, what was found, and what to do.
  public var description: String {
    switch self {
    case .count(let expected, let found):
      "The image has \(found) values; the network reads \(expected), which are \(expected.count). "
        + "Resize the image, and give one byte per channel and pixel."
    case .channels(let found):
      "The network reads images of \(found) channels; emitted code reads 3 (RGB) or 1 (grey). Give "
        + "the network an input of 3 channels or 1."
    }
  }
}

extension Shape {
  /// Throws ``PixelError/count(expected:found:)`` unless these are the pixels of one image.
  func check(_ pixels: [UInt8]) throws(PixelError) {
    guard pixels.count == count else { throw .count(expected: self, found: pixels.count) }
  }
}
