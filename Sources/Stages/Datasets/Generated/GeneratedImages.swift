import Graphs
import Randomness

/// The built-in images: a striped or checked figure before clutter, whose outline and texture are
/// the class; place, size, direction and colours say nothing.
enum GeneratedImages {
  /// The class names, for example `striped star`.
  static let classes = Outline.ofClasses.flatMap { outline in
    Texture.allCases.map { "\($0) \(outline)" }
  }

  /// The shape of every image.
  static let shape = Shape(height: Difficulty.side, width: Difficulty.side, channels: 3)

  /// Moving and mirroring keep outline and texture.
  static let augmentation = Augmentation(cropPadding: 2, flips: true)

  /// The bytes of one image of this class.
  static func image(of label: Int, _ generator: inout SeededGenerator) -> [UInt8] {
    let textures = Texture.allCases
    var canvas = Canvas(background: &generator)
    for _ in 0..<Difficulty.fragmentsBehind {
      paintFragment(of: Difficulty.fragmentRadius, on: &canvas, &generator)
    }
    let middle = Double(Difficulty.side) / 2
    let x = middle + generator.number(in: -Difficulty.offset...Difficulty.offset)
    let y = middle + generator.number(in: -Difficulty.offset...Difficulty.offset)
    canvas.paint(
      Outline.ofClasses[label / textures.count], textures[label % textures.count], at: (x, y),
      radius: generator.number(in: Difficulty.radius),
      turn: Turn(octants: generator.number(in: -Difficulty.turn...Difficulty.turn)), &generator)
    for _ in 0..<Difficulty.fragmentsInFront {
      paintFragment(of: Difficulty.occluderRadius, on: &canvas, &generator)
    }
    return canvas.bytes(noise: &generator)
  }

  /// Paints a piece of clutter anywhere.
  private static func paintFragment(
    of radius: ClosedRange<Double>, on canvas: inout Canvas, _ generator: inout SeededGenerator
  ) {
    let outline = Outline.ofFragments[generator.index(below: Outline.ofFragments.count)]
    let texture = Texture.allCases[generator.index(below: Texture.allCases.count)]
    let x = generator.number(in: 0...Double(Difficulty.side))
    let y = generator.number(in: 0...Double(Difficulty.side))
    canvas.paint(
      outline, texture, at: (x, y), radius: generator.number(in: radius),
      turn: Turn(octants: generator.number(in: 0...8)), &generator)
  }
}
