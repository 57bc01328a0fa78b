import Randomness

/// A square colour image in the making; only additions, multiplications, divisions and comparisons
/// touch its values, so it ends in the same bytes everywhere.
struct Canvas {
  /// The colours in row-major order, on the scale 0 to 255.
  private var pixels: [SIMD3<Double>]
  private let side = Difficulty.side

  /// A smooth background: a random colour at each point of a coarse lattice, interpolated.
  init(background generator: inout SeededGenerator) {
    let cell = Difficulty.backgroundCell
    let points = Difficulty.side / cell + 1
    let mean = Self.colour(&generator, in: 50...205)
    let lattice = (0..<points * points).map { _ in
      mean + Self.colour(&generator, in: -Difficulty.background...Difficulty.background)
    }
    pixels = (0..<Difficulty.side * Difficulty.side).map { index in
      let (y, x) = index.quotientAndRemainder(dividingBy: Difficulty.side)
      let corner = y / cell * points + x / cell
      let right = (Double(x % cell) + 0.5) / Double(cell)
      let down = (Double(y % cell) + 0.5) / Double(cell)
      let above = lattice[corner] + (lattice[corner + 1] - lattice[corner]) * right
      let below =
        lattice[corner + points] + (lattice[corner + points + 1] - lattice[corner + points]) * right
      return above + (below - above) * down
    }
  }

  /// A random colour.
  static func colour(_ generator: inout SeededGenerator, in range: ClosedRange<Double>)
    -> SIMD3<Double>
  {
    let red = generator.number(in: range)
    let green = generator.number(in: range)
    return SIMD3(red, green, generator.number(in: range))
  }

  /// Paints a figure whose texture and colours are random; four samples a pixel.
  mutating func paint(
    _ outline: Outline, _ texture: Texture, at centre: (x: Double, y: Double), radius: Double,
    turn: Turn, _ generator: inout SeededGenerator
  ) {
    let contains = outline.containment
    let weave = Turn(octants: generator.number(in: 0...8))
    let width = generator.number(in: Difficulty.texture)
    // Far enough from 0 that cells are numbered without sign, at a random place in the texture.
    let phase = (64 + generator.unit(), 64 + generator.unit())
    let (first, second) = Self.colours(&generator)
    for y in Self.pixels(around: centre.y, radius) {
      for x in Self.pixels(around: centre.x, radius) {
        var sum = SIMD3<Double>.zero
        var covered = 0.0
        for sample in 0..<4 {
          let dx = Double(x) + (sample & 1 == 0 ? 0.25 : 0.75) - centre.x
          let dy = Double(y) + (sample & 2 == 0 ? 0.25 : 0.75) - centre.y
          let (u, v) = turn(dx, dy)
          guard contains(u / radius, v / radius) else { continue }
          let (column, row) = weave(dx, dy)
          let isSecond = texture.isSecond(
            column: Int(column / width + phase.0), row: Int(row / width + phase.1))
          sum += isSecond ? second : first
          covered += 1
        }
        pixels[y * side + x] = (pixels[y * side + x] * (4 - covered) + sum) / 4
      }
    }
  }

  /// Two colours that differ by at least the contrast in the mean of their channels.
  private static func colours(_ generator: inout SeededGenerator)
    -> (SIMD3<Double>, SIMD3<Double>)
  {
    let first = colour(&generator, in: 0...255)
    let second = colour(&generator, in: 0...255)
    let gap = second - first
    let difference = (gap.x + gap.y + gap.z) / 3
    let missing = Difficulty.contrast - (difference < 0 ? -difference : difference)
    guard missing > 0 else { return (first, second) }
    let push = (difference < 0 ? -missing : missing) / 2
    return (first - push, second + push)
  }

  /// The rows or columns of the image that a circle of this radius may touch.
  private static func pixels(around centre: Double, _ radius: Double) -> Range<Int> {
    max(0, Int(max(0, centre - radius)))..<max(0, min(Difficulty.side, Int(centre + radius) + 1))
  }

  /// The bytes in the order row, column, channel, after noise on every channel.
  func bytes(noise generator: inout SeededGenerator) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(pixels.count * 3)
    for pixel in pixels {
      for channel in 0..<3 {
        // The sum of two uniform numbers: small noise is likelier than large.
        let noise = (generator.unit() + generator.unit() - 1) * Difficulty.noise
        bytes.append(UInt8(max(0, min(255, pixel[channel] + noise)).rounded()))
      }
    }
    return bytes
  }
}
