/// A turn of the plane as its cosine and sine, made without trigonometry: the last bits of library
/// functions differ between systems.
struct Turn {
  private let cosine: Double
  private let sine: Double

  /// A turn by about `octants` eighths of a full one, exact at whole numbers, -8 to 8.
  ///
  /// Within an eighth the tangent of half the angle is linear in `octants`, which leaves every
  /// direction about equally likely.
  init(octants: Double) {
    let position = octants < 0 ? octants + 8 : octants
    let whole = Int(position)
    let tangent = (position - Double(whole)) * 0.414_213_562_373_095_1
    let norm = 1 + tangent * tangent
    let (x, y) = ((1 - tangent * tangent) / norm, 2 * tangent / norm)
    let diagonal = 0.707_106_781_186_547_6
    let (u, v) = whole & 1 == 0 ? (x, y) : ((x - y) * diagonal, (x + y) * diagonal)
    switch whole >> 1 & 3 {
    case 0: (cosine, sine) = (u, v)
    case 1: (cosine, sine) = (-v, u)
    case 2: (cosine, sine) = (-u, -v)
    default: (cosine, sine) = (v, -u)
    }
  }

  /// The coordinates of a point in the turned frame.
  func callAsFunction(_ x: Double, _ y: Double) -> (Double, Double) {
    (x * cosine + y * sine, y * cosine - x * sine)
  }
}
