import Graphs
import Randomness

/// The built-in spectra: the hum of a machine in five frames of 128 bands, which six numbers decide but
/// for the noise, so that a network with a narrow middle can rebuild it.
///
/// Only additions, multiplications, divisions and comparisons make the values, so they end in the same
/// bytes everywhere.
enum GeneratedSpectra {
  /// 5 frames of 128 bands as one vector, as anomaly detection of MLPerf Tiny reads (arXiv 2106.07597).
  static let shape = Shape(features: frames * bands)

  private static let frames = 5
  private static let bands = 128
  /// The band of the lowest tone.
  private static let pitch = 16.0...26.0
  /// How far the pitch moves from frame to frame, in bands.
  private static let drift = -0.8...0.8
  /// The height of each of three tones, in steps of 8 bits.
  private static let loudness = 20.0...90.0
  /// What the lowest band has above or below the highest one.
  private static let tilt = -60.0...60.0
  /// Half the width of the lowest tone at half of its height, in bands; higher ones are wider.
  private static let width = 5.0
  /// How far noise reaches either way.
  private static let noise = 8.0

  /// The bytes of one spectrum.
  static func spectrum(_ generator: inout SeededGenerator) -> [UInt8] {
    let first = generator.number(in: pitch)
    let step = generator.number(in: drift)
    let slope = generator.number(in: tilt)
    let tones = (1...3).map { (Double($0), generator.number(in: loudness)) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(shape.count)
    for frame in 0..<frames {
      let pitch = first + step * Double(frame)
      for band in 0..<bands {
        var value = 100 + slope * (0.5 - Double(band) / Double(bands - 1))
        for (harmonic, height) in tones {
          let distance = (Double(band) - harmonic * pitch) / (width * (1 + harmonic) / 2)
          value += height / (1 + distance * distance)
        }
        // The sum of two uniform numbers: small noise is likelier than large.
        value += (generator.unit() + generator.unit() - 1) * noise
        bytes.append(UInt8(max(0, min(255, value)).rounded()))
      }
    }
    return bytes
  }
}
