/// The shape of one feature map, `[height, width, channels]`, without the batch.
///
/// A vector of `n` features is `[1, 1, n]`, so flattening changes the shape and never the dialect.
public struct Shape: Hashable, Codable, Sendable, CustomStringConvertible {
  /// Rows, at least 1.
  public var height: Int
  /// Columns, at least 1.
  public var width: Int
  /// Channels, at least 1.
  public var channels: Int

  /// A feature map of `height` × `width` pixels with `channels` values each.
  public init(height: Int, width: Int, channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// A vector of `features` values.
  public init(features: Int) {
    self.init(height: 1, width: 1, channels: features)
  }

  /// The number of values.
  public var count: Int { height * width * channels }

  /// The number of pixels.
  public var area: Int { height * width }

  /// Height and width.
  public var size: Size { Size(height: height, width: width) }

  /// How many means and deviations bring such an input to about 0 ± 1: one per channel, or one for the
  /// values of a vector.
  package var normalizedChannels: Int { area == 1 ? 1 : channels }

  /// Whether pictures become such inputs: squares of several pixels with 3 channels or 1.
  package var isSquareImage: Bool {
    height == width && height > 1 && [1, 3].contains(channels)
  }

  /// For example `32x32x3`.
  public var description: String { "\(height)x\(width)x\(channels)" }
}

/// A pair of numbers, one per spatial axis.
public struct Size: Hashable, Codable, Sendable, CustomStringConvertible {
  /// Along the rows.
  public var height: Int
  /// Along the columns.
  public var width: Int

  /// A pair that may differ per axis.
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// The same number on both axes.
  public init(_ side: Int) {
    self.init(height: side, width: side)
  }

  /// The product of both.
  public var area: Int { height * width }

  /// For example `3x3`.
  public var description: String { "\(height)x\(width)" }
}

/// Zero padding on each side of a feature map, in pixels.
public struct Padding: Hashable, Codable, Sendable {
  /// Rows above.
  public var top: Int
  /// Columns to the left.
  public var left: Int
  /// Rows below.
  public var bottom: Int
  /// Columns to the right.
  public var right: Int

  /// Padding that may differ per side.
  public init(top: Int, left: Int, bottom: Int, right: Int) {
    self.top = top
    self.left = left
    self.bottom = bottom
    self.right = right
  }

  /// The same number of pixels on every side.
  public init(_ all: Int) {
    self.init(top: all, left: all, bottom: all, right: all)
  }

  /// The padding of a kernel of odd size at stride 1 that keeps the size: `k / 2` on every side.
  public static func centred(kernel: Size) -> Padding {
    Padding(
      top: kernel.height / 2, left: kernel.width / 2,
      bottom: kernel.height / 2, right: kernel.width / 2)
  }
}
