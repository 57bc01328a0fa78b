import Graphs

/// Random changes of training images, drawn anew for every image and epoch.
package struct Augmentation: Codable, Equatable, Sendable {
  /// What lies beyond the border of an image that is moved.
  package enum Border: String, Codable, Sendable {
    /// The mean colour: 0 after normalisation.
    case zero
    /// The image mirrored at its outermost pixels, which are not repeated.
    case reflect
  }

  /// How many pixels an image may move in each direction, at least 0.
  package var cropPadding: Int
  /// What an image that moved leaves behind.
  package var border: Border
  /// Whether half of the images are mirrored left to right.
  package var flips: Bool
  /// The side in pixels of a square that is set to the mean colour, or 0.
  package var cutout: Int

  package init(
    cropPadding: Int = 0, border: Border = .zero, flips: Bool = false, cutout: Int = 0
  ) {
    require(cropPadding >= 0 && cutout >= 0, "paddings and sides are at least 0")
    self.cropPadding = cropPadding
    self.border = border
    self.flips = flips
    self.cutout = cutout
  }

  /// Images as they are.
  package static let none = Augmentation()
  /// Moves by up to 4 pixels and mirrors, as is usual for photographs of 32 × 32 pixels.
  package static let photographs = photographs(ofSide: 32)
  /// Moves by up to an eighth of the side and mirrors.
  package static func photographs(ofSide side: Int) -> Augmentation {
    Augmentation(cropPadding: side / 8, flips: true)
  }
  /// Moves by up to 2 pixels: a mirrored digit is none.
  package static let digits = Augmentation(cropPadding: 2)
}
