/// How a picture of any size becomes what networks read: the same in training, in evaluation, in
/// prediction and on the device.
///
/// A picture is turned as its Exif orientation says, and laid on its background where it is transparent;
/// the square in the middle is resampled to ``side``, then to the height and width of a network that looks
/// at others, in 8 bits after each axis.
public struct Preprocessing: Codable, Equatable, Sendable {
  /// The part of a picture that is looked at.
  public enum Crop: String, Codable, Sendable {
    /// The largest square; of an odd rest the larger half lies below or to the right.
    case middleSquare = "middle square"
  }

  /// What the channels are, in their order; they are made before pictures are resampled.
  public enum Colours: String, Codable, Sendable {
    /// Red, green and blue.
    case rgb = "RGB"
    /// One channel, 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601).
    case luma = "BT.601 luma"
  }

  /// How old pixels are weighted.
  public enum Filter: String, Codable, Sendable {
    /// A triangle as wide as a pixel of the coarser grid, in fixed point.
    case triangle = "triangle, 22-bit weights"
  }

  /// What lies behind transparent pixels.
  public enum Background: String, Codable, Sendable {
    case white
  }

  /// The part that is looked at.
  public var crop: Crop
  /// The channels.
  public var colours: Colours
  /// The side of the images of the set in pixels.
  public var side: Int
  /// The weights of old pixels.
  public var filter: Filter
  /// What lies behind transparent pixels; nil in records of versions that left transparency and
  /// orientation out.
  public var background: Background?

  /// The preprocessing of a set whose images have this side and 3 channels or 1.
  package init(side: Int, channels: Int) {
    crop = .middleSquare
    colours = channels == 3 ? .rgb : .luma
    self.side = side
    filter = .triangle
    background = .white
  }

  /// The preprocessing of a set with images of this shape, or nil where they are no squares with 3
  /// channels or 1, as no picture becomes such an input.
  package init?(of shape: Shape) {
    guard shape.isSquareImage else { return nil }
    self.init(side: shape.width, channels: shape.channels)
  }
}
