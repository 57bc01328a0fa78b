/// What decides how hard the generated images are; lengths in pixels, brightness in grey levels.
///
/// Chosen so that networks of different size end clearly apart after a short training: 9 epochs of
/// 6,000 images (SGD, batches of 64) take an inverted-bottleneck network of 0.27 million MACs to
/// 62 %, one of 0.8 million to 86 % and one of 12 million to 99 % of 1,000 test images. Turned and
/// moved outlines before clutter are what small networks miss; textures alone they soon tell apart.
enum Difficulty {
  /// Rows and columns of an image.
  static let side = 32
  /// The figure's circumscribed circle.
  static let radius = 10.0...13.0
  /// How far the figure's centre may lie from the middle of the image, in each direction.
  static let offset = 3.0
  /// How far the figure may be turned either way, in eighths of a full turn.
  static let turn = 0.4
  /// The width of a stripe and the side of a check.
  static let texture = 2.2...3.2
  /// The least difference between the two colours of a figure, in the mean of their channels.
  static let contrast = 80.0
  /// Small bars, wedges and discs with textures of their own behind the figure.
  static let fragmentsBehind = 2
  /// The same in front of it.
  static let fragmentsInFront = 1
  /// The circumscribed circle of a fragment behind the figure.
  static let fragmentRadius = 3.0...7.0
  /// The circumscribed circle of a fragment in front of the figure.
  static let occluderRadius = 2.0...4.0
  /// The largest departure of the smooth background from its mean colour.
  static let background = 60.0
  /// The side of a cell of the background's lattice.
  static let backgroundCell = 8
  /// The largest noise of a pixel's channel.
  static let noise = 24.0
}
